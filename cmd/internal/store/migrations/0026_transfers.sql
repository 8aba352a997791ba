-- +goose Up

-- What a person at one center passed on to another. Rows are only added.
CREATE TABLE transfers (
	alert    TEXT NOT NULL,            -- the sender's
	receiver TEXT NOT NULL,
	at       BIGINT NOT NULL,
	person   TEXT NOT NULL,
	note     TEXT NOT NULL,
	PRIMARY KEY (alert, receiver, at)
);

-- +goose Down
DROP TABLE transfers;
