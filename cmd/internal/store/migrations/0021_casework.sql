-- +goose Up

-- What centers did about matters, entry by entry. An entry is never changed: one
-- that corrects another names it. It belongs to an alert as a signature does,
-- and so to the alert's matter, wherever that goes.
CREATE TABLE case_entries (
	id       TEXT PRIMARY KEY,
	alert    TEXT NOT NULL,            -- act@center
	center   TEXT NOT NULL,            -- whose entry it is
	kind     TEXT NOT NULL,            -- contacted, unreachable, guided, expert, responded, settled, closed, reopened, note, handover
	person   TEXT NOT NULL,
	at       BIGINT NOT NULL,
	text     TEXT NOT NULL,
	company  TEXT NOT NULL,
	amount   BIGINT NOT NULL,          -- in hundredths of the currency; 0 if none was said
	currency TEXT NOT NULL,
	receiver TEXT NOT NULL,            -- of a handover, who is to go on
	corrects TEXT NOT NULL             -- the entry it stands for, or ''
);
CREATE INDEX case_entries_alert ON case_entries (alert, at);
CREATE INDEX case_entries_center ON case_entries (center, at);

CREATE TABLE case_files (
	id     TEXT PRIMARY KEY,
	alert  TEXT NOT NULL,
	center TEXT NOT NULL,
	name   TEXT NOT NULL,
	kind   TEXT NOT NULL,              -- the content type, by the first bytes
	size   BIGINT NOT NULL,
	hash   TEXT NOT NULL,              -- sha256 of the body
	person TEXT NOT NULL,
	at     BIGINT NOT NULL,
	body   BYTEA NOT NULL
);
CREATE INDEX case_files_alert ON case_files (alert, at);

-- +goose Down
DROP TABLE case_files;
DROP TABLE case_entries;
