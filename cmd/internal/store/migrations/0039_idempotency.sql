-- +goose Up

-- What programs asked for under a key of theirs, with the answer: who asks again
-- is answered alike, and nothing is done twice.
CREATE TABLE idempotency (
	account TEXT NOT NULL,             -- of the token
	key     TEXT NOT NULL,
	asked   TEXT NOT NULL,             -- sha256 of method, address and body
	at      BIGINT NOT NULL,
	status  BIGINT NOT NULL,           -- 0 while it is being done
	etag    TEXT NOT NULL,
	body    TEXT NOT NULL,
	PRIMARY KEY (account, key)
);
CREATE INDEX idempotency_at ON idempotency (at);

-- +goose Down
DROP TABLE idempotency;
