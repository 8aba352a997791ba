-- +goose Up

-- Who saves a list on top of what somebody else saved meanwhile is told so by
-- its version. A list that is paused is not watched.
ALTER TABLE watchlists ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE watchlists ADD COLUMN paused BIGINT NOT NULL DEFAULT 0; -- since when; 0: not

-- What an exporter is about to save: entries that were read, what is wrong with
-- the others, and what they would have found.
CREATE TABLE watch_drafts (
	id      TEXT PRIMARY KEY,
	org     TEXT NOT NULL REFERENCES orgs (id),
	list    TEXT NOT NULL,
	made    BIGINT NOT NULL,
	body    TEXT NOT NULL,             -- JSON
	file    BYTEA                      -- that it is read from; NULL: a form
);
CREATE INDEX watch_drafts_org ON watch_drafts (org, made);

-- What an org says of itself.
ALTER TABLE orgs ADD COLUMN english TEXT NOT NULL DEFAULT '';
ALTER TABLE orgs ADD COLUMN code TEXT NOT NULL DEFAULT '';  -- 统一社会信用代码
ALTER TABLE orgs ADD COLUMN place TEXT NOT NULL DEFAULT '';

-- Exporters that ask a guidance center for help with what they were told of.
CREATE TABLE help_requests (
	id       TEXT PRIMARY KEY,
	org      TEXT NOT NULL,
	alert    TEXT NOT NULL,
	matter   TEXT NOT NULL,
	center   TEXT NOT NULL,
	asked    BIGINT NOT NULL,
	who      TEXT NOT NULL,            -- whom to call, and how; empty once the org is gone
	phone    TEXT NOT NULL,
	note     TEXT NOT NULL,
	consent  BIGINT NOT NULL,          -- when it was agreed that the center gets them
	state    TEXT NOT NULL,            -- sent, signed, answered
	person   TEXT NOT NULL,            -- who changed the state
	answer   TEXT NOT NULL,
	at       BIGINT NOT NULL           -- of the last change
);
CREATE INDEX help_requests_org ON help_requests (org, asked);
CREATE INDEX help_requests_center ON help_requests (center, asked);
CREATE UNIQUE INDEX help_requests_open ON help_requests (org, matter) WHERE state <> 'answered';

-- +goose Down
DROP TABLE help_requests;
ALTER TABLE orgs DROP COLUMN place;
ALTER TABLE orgs DROP COLUMN code;
ALTER TABLE orgs DROP COLUMN english;
DROP TABLE watch_drafts;
ALTER TABLE watchlists DROP COLUMN paused;
ALTER TABLE watchlists DROP COLUMN version;
