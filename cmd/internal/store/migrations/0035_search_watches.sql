-- +goose Up

-- A saved search that is a watch: its owner is told of what answers it.
ALTER TABLE searches ADD COLUMN watch BIGINT NOT NULL DEFAULT 0;

-- How often a search told its owner on a day.
CREATE TABLE search_days (
	owner TEXT NOT NULL,
	name  TEXT NOT NULL,
	day   TEXT NOT NULL,               -- in Beijing, 2006-01-02
	told  BIGINT NOT NULL,
	PRIMARY KEY (owner, name, day)
);

-- +goose Down
DROP TABLE search_days;
ALTER TABLE searches DROP COLUMN watch;
