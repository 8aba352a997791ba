-- +goose Up

-- What a version of a rule would have told of stored pages, more and fewer than
-- another. A job reads the pages; a row is kept with its report.
CREATE TABLE rule_replays (
	id      TEXT PRIMARY KEY,
	name    TEXT NOT NULL,             -- of the place
	before  BIGINT NOT NULL,           -- the versions that are compared
	after   BIGINT NOT NULL,
	since   BIGINT NOT NULL,           -- pages fetched from then on
	asked   BIGINT NOT NULL,
	person  TEXT NOT NULL,             -- who asked
	state   TEXT NOT NULL,             -- waiting, running, done, failed
	pages   BIGINT NOT NULL,           -- read so far
	total   BIGINT NOT NULL,
	changed BIGINT NOT NULL,           -- when the row last was
	report  TEXT NOT NULL              -- JSON when done, why not when failed, else ''
);
CREATE INDEX rule_replays_name ON rule_replays (name, asked);

-- +goose Down
DROP TABLE rule_replays;
