-- +goose Up

-- Rules that describe places (crawlers/listing). A version's body is never
-- changed; where it stands is.
CREATE TABLE place_rules (
	name        TEXT NOT NULL,         -- of the place
	version     BIGINT NOT NULL,       -- 1, 2, …
	body        TEXT NOT NULL,         -- as it was written, YAML or JSON
	state       TEXT NOT NULL,         -- draft, proposed, approved, active, retired
	author      TEXT NOT NULL,
	written     BIGINT NOT NULL,
	approved_by TEXT NOT NULL,         -- '' if nobody did
	note        TEXT NOT NULL,         -- of its author
	PRIMARY KEY (name, version)
);
CREATE UNIQUE INDEX place_rules_active ON place_rules (name) WHERE state = 'active';

-- Who brought a version where it stands, when and why. Rows are only added.
CREATE TABLE place_rule_steps (
	name    TEXT NOT NULL,
	version BIGINT NOT NULL,
	step    BIGINT NOT NULL,           -- 1, 2, … over all versions of the name
	state   TEXT NOT NULL,
	person  TEXT NOT NULL,
	at      BIGINT NOT NULL,
	note    TEXT NOT NULL,
	PRIMARY KEY (name, step),
	FOREIGN KEY (name, version) REFERENCES place_rules (name, version)
);
CREATE INDEX pages_source ON pages (source, fetched);

-- +goose Down
DROP INDEX pages_source;
DROP TABLE place_rule_steps;
DROP TABLE place_rules;
