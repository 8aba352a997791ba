-- +goose Up

-- Who took a matter over for a center or a watchlist, by which of its alerts.
-- One signature is for all that the subscriber hears of the matter.
CREATE TABLE signatures (
	alert  TEXT NOT NULL,              -- act@subscriber
	person TEXT NOT NULL,
	at     BIGINT NOT NULL,
	note   TEXT NOT NULL,
	PRIMARY KEY (alert, person)
);
-- Matters a subscriber does not want to be told of at once. The newest row of a
-- matter is in force, until its day has passed.
CREATE TABLE mutes (
	alert  TEXT NOT NULL,
	at     BIGINT NOT NULL,
	person TEXT NOT NULL,
	why    TEXT NOT NULL,
	until  BIGINT NOT NULL,
	PRIMARY KEY (alert, at)
);
-- What a center did not sign for in time, and which center above it was told.
CREATE TABLE escalations (
	alert    TEXT NOT NULL,            -- the sender's
	sender   TEXT NOT NULL,
	receiver TEXT NOT NULL,
	at       BIGINT NOT NULL,
	PRIMARY KEY (alert, receiver)
);

-- 1 if nothing is to be done in the matter after the act.
ALTER TABLE acts ADD COLUMN ends BIGINT NOT NULL DEFAULT 0;
UPDATE acts SET ends = 1 WHERE stage IN ('closed', 'refused', 'withdrawn', 'cancelled');

-- +goose Down
ALTER TABLE acts DROP COLUMN ends;
DROP TABLE escalations;
DROP TABLE mutes;
DROP TABLE signatures;
