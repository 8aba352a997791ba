-- +goose Up

-- Why a destination outside China may be told, as it stood when it was.
ALTER TABLE deliveries ADD COLUMN abroad TEXT NOT NULL DEFAULT '';
ALTER TABLE notices ADD COLUMN abroad TEXT NOT NULL DEFAULT '';

-- The first message of a matter to a destination that answers messages with
-- others: what follows hangs on it.
CREATE TABLE threads (
	thread TEXT PRIMARY KEY,           -- matter>destination
	first  TEXT NOT NULL               -- as the service calls it
);

-- Destinations that said they are gone, until somebody tries them again.
CREATE TABLE stopped (
	destination TEXT PRIMARY KEY,
	why         TEXT NOT NULL,
	at          BIGINT NOT NULL
);

-- +goose Down
DROP TABLE stopped;
DROP TABLE threads;
ALTER TABLE notices DROP COLUMN abroad;
ALTER TABLE deliveries DROP COLUMN abroad;
