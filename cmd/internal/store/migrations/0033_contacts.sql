-- +goose Up

-- Where the people of an org are told of its alerts, beside its pages. The id
-- is the name of a destination, which no configured one may have.
CREATE TABLE contacts (
	id         TEXT PRIMARY KEY,
	org        TEXT NOT NULL REFERENCES orgs (id),
	name       TEXT NOT NULL,
	channel    TEXT NOT NULL,
	sealed     TEXT NOT NULL,          -- options of the channel
	tail       TEXT NOT NULL,          -- the last signs of the address, as people are shown it
	language   TEXT NOT NULL,
	at_once    TEXT NOT NULL,          -- as of a configured destination
	digest     TEXT NOT NULL,
	quiet      TEXT NOT NULL,
	categories TEXT NOT NULL,          -- divided by blanks
	abroad     TEXT NOT NULL,          -- why it may be told outside China; empty: it is in China
	proof      TEXT NOT NULL,          -- hash of what it was told, by which it is proved; empty once it is
	asked      BIGINT NOT NULL,        -- when it was told that
	verified   BIGINT NOT NULL,        -- 0: not; it is told nothing
	paused     BIGINT NOT NULL,        -- since when nothing is told; 0: it is
	made       BIGINT NOT NULL,
	version    BIGINT NOT NULL
);
CREATE INDEX contacts_org ON contacts (org, made);

-- +goose Down
DROP TABLE contacts;
