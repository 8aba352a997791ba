-- +goose Up

-- The days by which somebody may have to act, as they run from the acts of
-- matters. What is withdrawn stays, so that calendars can be told.
CREATE TABLE clocks (
	act      TEXT NOT NULL REFERENCES acts (id), -- whose day it is counted from
	rule     TEXT NOT NULL,
	due      TEXT NOT NULL,            -- the day at the forum, 2006-01-02
	closes   BIGINT NOT NULL,          -- when the forum closes on it
	state    TEXT NOT NULL,            -- running, withdrawn
	sequence BIGINT NOT NULL,          -- one more at each change
	changed  BIGINT NOT NULL,
	body     TEXT NOT NULL,            -- the clock, JSON
	PRIMARY KEY (act, rule)
);
CREATE INDEX clocks_closes ON clocks (state, closes);

CREATE INDEX alerts_subscriber ON alerts (subscriber, told);

-- Tables an operator brought in place of the shipped ones; the newest of a name
-- is in force.
CREATE TABLE tables (
	name     TEXT NOT NULL,            -- centers, clocks, holidays
	imported BIGINT NOT NULL,
	body     TEXT NOT NULL,            -- as it was brought
	PRIMARY KEY (name, imported)
);
DROP TABLE centers;

-- Secret addresses at which a subscriber's alerts and clocks are read. Only a
-- hash of the secret is kept.
CREATE TABLE feeds (
	secret     TEXT PRIMARY KEY,       -- sha256
	id         TEXT NOT NULL UNIQUE,
	subscriber TEXT NOT NULL,
	made       BIGINT NOT NULL,
	revoked    BIGINT NOT NULL         -- 0 while it is in force
);

-- +goose Down
DROP TABLE feeds;
CREATE TABLE centers (
	id      TEXT PRIMARY KEY,
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL
);
INSERT INTO centers (id, name_zh, name_en) VALUES
	('national', '国家海外知识产权纠纷应对指导中心', 'National Guidance Center for Overseas IP Disputes');
DROP TABLE tables;
DROP INDEX alerts_subscriber;
DROP TABLE clocks;
