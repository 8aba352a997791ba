-- +goose Up

-- New entries of watchlists are looked for in stored filings, from since on, in
-- the order of their dates. The cursor says how far that is.
CREATE TABLE rescans (
	id     TEXT PRIMARY KEY,
	asked  BIGINT NOT NULL,
	since  BIGINT NOT NULL,
	state  TEXT NOT NULL,              -- stored, late, done
	lists  TEXT NOT NULL,              -- JSON, with the new entries alone
	filed  BIGINT NOT NULL,            -- the cursor
	act    TEXT NOT NULL,
	looked BIGINT NOT NULL,
	found  BIGINT NOT NULL,
	at     BIGINT NOT NULL             -- of the last change
);
CREATE TABLE rescan_lists (
	list   TEXT NOT NULL,
	rescan TEXT NOT NULL REFERENCES rescans (id),
	found  BIGINT NOT NULL,
	PRIMARY KEY (list, rescan)
);
CREATE INDEX acts_filed ON acts (filed, id);
CREATE INDEX verdicts_at ON verdicts (at);

-- Who applied for something like a watched mark, by the name's core.
CREATE TABLE applicants (
	name  TEXT NOT NULL,
	brand TEXT NOT NULL,               -- the watched mark, folded
	act   TEXT NOT NULL,
	filed BIGINT NOT NULL,
	PRIMARY KEY (name, brand, act)
);

-- +goose Down
DROP TABLE applicants;
DROP INDEX verdicts_at;
DROP INDEX acts_filed;
DROP TABLE rescan_lists;
DROP TABLE rescans;
