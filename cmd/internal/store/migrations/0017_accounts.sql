-- +goose Up

-- Exporters that have accounts, and the watchlists that are theirs.
CREATE TABLE orgs (
	id   TEXT PRIMARY KEY,
	name TEXT NOT NULL,
	made BIGINT NOT NULL
);
CREATE TABLE org_watchlists (
	list TEXT PRIMARY KEY,
	org  TEXT NOT NULL REFERENCES orgs (id)
);
CREATE INDEX org_watchlists_org ON org_watchlists (org);

CREATE TABLE users (
	id       TEXT PRIMARY KEY,
	login    TEXT NOT NULL UNIQUE,     -- folded
	name     TEXT NOT NULL,
	mail     TEXT NOT NULL,
	role     TEXT NOT NULL,
	center   TEXT NOT NULL,            -- of those who work for one
	org      TEXT NOT NULL,            -- of an exporter
	language TEXT NOT NULL,
	password TEXT NOT NULL,            -- argon2id
	given    BIGINT NOT NULL,          -- 1 while the password is one that somebody else chose
	secret   TEXT NOT NULL,            -- of the one-time codes; empty: none are asked for
	step     BIGINT NOT NULL,          -- of the last code that was used
	made     BIGINT NOT NULL,
	disabled BIGINT NOT NULL           -- 0: may sign in
);
CREATE TABLE sessions (
	hash    TEXT PRIMARY KEY,          -- sha256 of the cookie
	id      TEXT NOT NULL UNIQUE,      -- as its owner names it
	holder  TEXT NOT NULL REFERENCES users (id),
	half    BIGINT NOT NULL,           -- 1: the password was right, the code is still to come
	made    BIGINT NOT NULL,
	seen    BIGINT NOT NULL,
	expires BIGINT NOT NULL,
	network TEXT NOT NULL,
	agent   TEXT NOT NULL
);
CREATE INDEX sessions_holder ON sessions (holder);
CREATE INDEX sessions_expires ON sessions (expires);
-- Secrets given out: by letter (verify, reset), on paper (recovery) and to
-- machines (api). Only the hash is kept.
CREATE TABLE tokens (
	hash    TEXT PRIMARY KEY,
	id      TEXT NOT NULL UNIQUE,
	kind    TEXT NOT NULL,
	holder  TEXT NOT NULL REFERENCES users (id),
	name    TEXT NOT NULL,             -- of a machine's; the address that a letter went to
	scopes  TEXT NOT NULL,             -- divided by blanks
	made    BIGINT NOT NULL,
	expires BIGINT NOT NULL,           -- 0: never
	used    BIGINT NOT NULL            -- 0: never
);
CREATE INDEX tokens_holder ON tokens (holder, kind);
-- How often something was tried since a moment, over all nodes.
CREATE TABLE throttle (
	key   TEXT PRIMARY KEY,
	since BIGINT NOT NULL,
	tries BIGINT NOT NULL
);
-- Who did what to what. Rows are only ever added.
CREATE TABLE audit (
	id     TEXT PRIMARY KEY,           -- in the order of time
	at     BIGINT NOT NULL,
	who    TEXT NOT NULL,
	what   TEXT NOT NULL,
	item   TEXT NOT NULL,
	detail TEXT NOT NULL
);
CREATE INDEX audit_item ON audit (item, id);
CREATE INDEX audit_who ON audit (who, id);

-- +goose Down
DROP TABLE audit;
DROP TABLE throttle;
DROP TABLE tokens;
DROP TABLE sessions;
DROP TABLE users;
DROP TABLE org_watchlists;
DROP TABLE orgs;
