-- +goose Up

-- What places have sent by themselves and was taken in: what they send again
-- does nothing.
CREATE TABLE hooks (
	source TEXT NOT NULL,
	key    TEXT NOT NULL,              -- the delivery, as its sender names it
	at     BIGINT NOT NULL,
	PRIMARY KEY (source, key)
);
CREATE INDEX hooks_at ON hooks (at);

-- +goose Down
DROP TABLE hooks;
