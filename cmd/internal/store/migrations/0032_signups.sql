-- +goose Up

-- Exporters that asked for an account, until somebody decides or nobody does.
CREATE TABLE signups (
	id       TEXT PRIMARY KEY,
	login    TEXT NOT NULL,            -- folded
	name     TEXT NOT NULL,
	mail     TEXT NOT NULL,
	language TEXT NOT NULL,
	password TEXT NOT NULL,            -- argon2id; empty once it is decided
	company  TEXT NOT NULL,
	english  TEXT NOT NULL,
	code     TEXT NOT NULL,            -- 统一社会信用代码
	place    TEXT NOT NULL,
	made     BIGINT NOT NULL,
	secret   TEXT NOT NULL,            -- hash of what the letter says; empty: no letter was sent
	verified BIGINT NOT NULL,          -- when the address was; 0: not
	state    TEXT NOT NULL,            -- asked, approved, refused
	person   TEXT NOT NULL,            -- who decided
	at       BIGINT NOT NULL,
	why      TEXT NOT NULL
);
CREATE INDEX signups_state ON signups (state, made);
CREATE INDEX signups_secret ON signups (secret);

-- +goose Down
DROP TABLE signups;
