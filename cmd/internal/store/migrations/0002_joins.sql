-- +goose Up
ALTER TABLE matters ADD COLUMN begun BIGINT NOT NULL DEFAULT 0; -- when we first heard of it
ALTER TABLE matters ADD COLUMN elder TEXT NOT NULL DEFAULT '';  -- the matter that this one turned out to be
UPDATE matters SET begun = COALESCE((SELECT MIN(first) FROM acts WHERE acts.matter = matters.id), touched);

-- Names by which two matters may be known to be one. A row with an empty key
-- is the lock of its name.
CREATE TABLE bridges (
	name TEXT NOT NULL,
	key  TEXT NOT NULL,
	PRIMARY KEY (name, key)
);
CREATE TABLE joins (
	younger   TEXT NOT NULL,
	elder     TEXT NOT NULL,
	certainty TEXT NOT NULL,           -- official, shared, likely, person
	why       TEXT NOT NULL,
	at        BIGINT NOT NULL,
	PRIMARY KEY (younger, elder, at)
);
CREATE INDEX joins_elder ON joins (elder);
-- Keys that a person has said to be of different matters; both ways around.
CREATE TABLE parted (
	key    TEXT NOT NULL,
	other  TEXT NOT NULL,
	person TEXT NOT NULL,
	why    TEXT NOT NULL,
	at     BIGINT NOT NULL,
	PRIMARY KEY (key, other)
);
-- Keys whose matters may be one, which nobody but a person can tell.
CREATE TABLE suspects (
	key   TEXT NOT NULL,
	other TEXT NOT NULL,               -- the greater of the two
	why   TEXT NOT NULL,
	at    BIGINT NOT NULL,
	PRIMARY KEY (key, other)
);

ALTER TABLE acts ADD COLUMN stage TEXT NOT NULL DEFAULT '';     -- as its verdict says
ALTER TABLE reports ADD COLUMN shown BIGINT NOT NULL DEFAULT 0; -- when the place first showed it; 0 where it does not say

-- Who is told of an act later than others is told, also where another
-- subscriber's alert went to the same destination before.
CREATE TABLE deliveries_new (
	id          TEXT PRIMARY KEY,      -- alert[+revision]>destination
	alert       TEXT NOT NULL,
	revision    BIGINT NOT NULL,
	act         TEXT NOT NULL REFERENCES acts (id),
	destination TEXT NOT NULL,
	state       TEXT NOT NULL,         -- due, sending, sent, refused, dead
	tries       BIGINT NOT NULL,
	at          BIGINT NOT NULL,       -- of the last change
	error       TEXT NOT NULL
);
INSERT INTO deliveries_new SELECT id, alert, revision, act, destination, state, tries, at, error FROM deliveries;
DROP TABLE deliveries;
ALTER TABLE deliveries_new RENAME TO deliveries;
CREATE INDEX deliveries_state ON deliveries (state, at);
CREATE INDEX deliveries_act ON deliveries (act);

-- +goose Down
ALTER TABLE reports DROP COLUMN shown;
ALTER TABLE acts DROP COLUMN stage;
DROP TABLE suspects;
DROP TABLE parted;
DROP TABLE joins;
DROP TABLE bridges;
ALTER TABLE matters DROP COLUMN elder;
ALTER TABLE matters DROP COLUMN begun;
