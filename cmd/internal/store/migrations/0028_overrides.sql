-- +goose Up

-- What administrators changed of the places that are watched, over the
-- configuration. Rows are only added: of each place the last holds.
CREATE TABLE overrides (
	source   TEXT NOT NULL,
	version  BIGINT NOT NULL,          -- 1, 2, …
	paused   BIGINT NOT NULL,          -- 1: no visit is made
	schedule TEXT NOT NULL,            -- '': as configured
	zone     TEXT NOT NULL,            -- '': as configured
	pace     BIGINT NOT NULL,          -- milliseconds; 0: as configured
	author   TEXT NOT NULL,
	at       BIGINT NOT NULL,
	why      TEXT NOT NULL,
	PRIMARY KEY (source, version)
);

-- +goose Down
DROP TABLE overrides;
