-- Words that SQLite and PostgreSQL share. Times are Unix milliseconds, UTC.
-- +goose Up
CREATE TABLE matters (
	id      TEXT PRIMARY KEY,
	kind    TEXT NOT NULL,
	title   TEXT NOT NULL,
	touched BIGINT NOT NULL
);
CREATE TABLE matter_keys (
	key    TEXT PRIMARY KEY,
	matter TEXT NOT NULL REFERENCES matters (id)
);
CREATE INDEX matter_keys_matter ON matter_keys (matter);

CREATE TABLE acts (
	id     TEXT PRIMARY KEY,           -- key#slug
	matter TEXT NOT NULL REFERENCES matters (id),
	state  TEXT NOT NULL,              -- new, judged, history, routine
	filed  BIGINT NOT NULL,
	first  BIGINT NOT NULL,            -- when we first saw it
	digest TEXT NOT NULL,
	body   TEXT NOT NULL               -- the union of its reports
);
CREATE INDEX acts_matter ON acts (matter, filed);
CREATE INDEX acts_state ON acts (state, filed);

CREATE TABLE reports (
	id     TEXT PRIMARY KEY,           -- key#slug<source
	act    TEXT NOT NULL,
	source TEXT NOT NULL,
	rank   BIGINT NOT NULL,
	digest TEXT NOT NULL,
	page   TEXT NOT NULL,              -- sha256 of the stored page
	first  BIGINT NOT NULL,
	last   BIGINT NOT NULL,            -- when it last changed
	body   TEXT NOT NULL
);
CREATE INDEX reports_act ON reports (act);
CREATE INDEX reports_page ON reports (page);
CREATE INDEX reports_source ON reports (source, first);

CREATE TABLE verdicts (
	act     TEXT PRIMARY KEY REFERENCES acts (id),
	digest  TEXT NOT NULL,             -- of the act it is about
	at      BIGINT NOT NULL,
	waiting BIGINT NOT NULL,           -- 1 while the rules serve for a model that cannot be asked
	body    TEXT NOT NULL,
	rules   TEXT NOT NULL              -- what the rules say, kept beside the model's
);
CREATE INDEX verdicts_waiting ON verdicts (waiting, at);

CREATE TABLE alerts (
	id         TEXT NOT NULL,          -- act@subscriber
	revision   BIGINT NOT NULL,        -- 0, then one more whenever its act gained something
	act        TEXT NOT NULL REFERENCES acts (id),
	matter     TEXT NOT NULL REFERENCES matters (id),
	subscriber TEXT NOT NULL,
	told       BIGINT NOT NULL,
	facts      TEXT NOT NULL,          -- what has been told so far, a JSON array
	body       TEXT NOT NULL,
	PRIMARY KEY (id, revision)
);
CREATE INDEX alerts_matter ON alerts (matter, subscriber);
CREATE INDEX alerts_act ON alerts (act);
CREATE INDEX alerts_told ON alerts (told);

CREATE TABLE deliveries (
	id          TEXT PRIMARY KEY,      -- alert[+revision]>destination
	alert       TEXT NOT NULL,
	revision    BIGINT NOT NULL,
	act         TEXT NOT NULL REFERENCES acts (id),
	destination TEXT NOT NULL,
	state       TEXT NOT NULL,         -- due, sending, sent, refused, dead
	tries       BIGINT NOT NULL,
	at          BIGINT NOT NULL,       -- of the last change
	error       TEXT NOT NULL,
	UNIQUE (act, destination, revision) -- one person reached twice for one act gets one message
);
CREATE INDEX deliveries_state ON deliveries (state, at);

CREATE TABLE visits (
	id       TEXT PRIMARY KEY,         -- source@planned
	source   TEXT NOT NULL,
	planned  BIGINT NOT NULL,
	started  BIGINT NOT NULL,
	ended    BIGINT NOT NULL,
	state    TEXT NOT NULL,
	pages    BIGINT NOT NULL,
	filings  BIGINT NOT NULL,
	added    BIGINT NOT NULL,
	revised  BIGINT NOT NULL,
	history  BIGINT NOT NULL,
	known    BIGINT NOT NULL,
	warnings TEXT NOT NULL,            -- JSON array
	outcomes TEXT NOT NULL,            -- JSON array, one a page
	error    TEXT NOT NULL
);
CREATE INDEX visits_source ON visits (source, planned);
CREATE TABLE schedules (
	source  TEXT PRIMARY KEY,
	planned BIGINT NOT NULL
);

CREATE TABLE pages (
	url     TEXT NOT NULL,
	fetched BIGINT NOT NULL,
	hash    TEXT NOT NULL,
	source  TEXT NOT NULL,
	status  BIGINT NOT NULL,
	header  TEXT NOT NULL,             -- JSON object
	PRIMARY KEY (url, fetched, hash)
);
CREATE INDEX pages_hash ON pages (hash);
CREATE INDEX pages_fetched ON pages (fetched);
CREATE TABLE blobs (
	hash TEXT PRIMARY KEY,             -- sha256 of the body
	size BIGINT NOT NULL,
	body BYTEA                         -- zstd; NULL: a file of its own
);
CREATE TABLE validators (
	url      TEXT PRIMARY KEY,         -- pages whose filings have all been taken in
	etag     TEXT NOT NULL,
	modified TEXT NOT NULL,
	hash     TEXT NOT NULL
);

CREATE TABLE watchlists (
	id   TEXT PRIMARY KEY,
	body TEXT NOT NULL
);
CREATE TABLE centers (
	id      TEXT PRIMARY KEY,
	name_zh TEXT NOT NULL,
	name_en TEXT NOT NULL
);
INSERT INTO centers (id, name_zh, name_en) VALUES
	('national', '国家海外知识产权纠纷应对指导中心', 'National Guidance Center for Overseas IP Disputes');
CREATE TABLE settings (
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL
);

CREATE TABLE spent (
	day    TEXT PRIMARY KEY,
	tokens BIGINT NOT NULL
);
CREATE TABLE answers (
	key    TEXT PRIMARY KEY,           -- model, prompt and filing
	answer TEXT NOT NULL,
	tokens BIGINT NOT NULL,
	at     BIGINT NOT NULL
);

-- +goose Down
DROP TABLE answers;
DROP TABLE spent;
DROP TABLE settings;
DROP TABLE centers;
DROP TABLE watchlists;
DROP TABLE validators;
DROP TABLE blobs;
DROP TABLE pages;
DROP TABLE schedules;
DROP TABLE visits;
DROP TABLE deliveries;
DROP TABLE alerts;
DROP TABLE verdicts;
DROP TABLE reports;
DROP TABLE acts;
DROP TABLE matter_keys;
DROP TABLE matters;
