-- +goose Up

-- Messages that are not about one act: digests, and what an administrator is to
-- look at. A delivery that is told in a digest names it.
CREATE TABLE notices (
	id          TEXT PRIMARY KEY,
	destination TEXT NOT NULL,
	state       TEXT NOT NULL,         -- due, sending, sent, refused, dead
	tries       BIGINT NOT NULL,
	made        BIGINT NOT NULL,
	at          BIGINT NOT NULL,       -- of the last change
	error       TEXT NOT NULL,
	body        TEXT NOT NULL          -- the message, JSON: the same at every try
);
CREATE INDEX notices_state ON notices (state, at);
ALTER TABLE deliveries ADD COLUMN notice TEXT NOT NULL DEFAULT '';
ALTER TABLE deliveries ADD COLUMN urgent BIGINT NOT NULL DEFAULT 0; -- 1 if nothing may hold it back
CREATE INDEX deliveries_destination ON deliveries (destination, state, at);

-- +goose Down
DROP INDEX deliveries_destination;
ALTER TABLE deliveries DROP COLUMN urgent;
ALTER TABLE deliveries DROP COLUMN notice;
DROP TABLE notices;
