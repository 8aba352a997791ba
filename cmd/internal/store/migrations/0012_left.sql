-- +goose Up

-- Readers of letters who asked to be told no more, destination by destination.
-- Rows stay, with who was asked to write to them again.
CREATE TABLE lefts (
	destination  TEXT NOT NULL,
	address_hash TEXT NOT NULL,        -- sha256 of destination and address
	masked       TEXT NOT NULL,        -- the address as people are shown it
	at           BIGINT NOT NULL,
	back         BIGINT NOT NULL,      -- 0 while they are away
	back_by      TEXT NOT NULL,
	back_why     TEXT NOT NULL,
	PRIMARY KEY (destination, address_hash, at)
);
CREATE UNIQUE INDEX lefts_away ON lefts (destination, address_hash) WHERE back = 0;

-- +goose Down
DROP TABLE lefts;
