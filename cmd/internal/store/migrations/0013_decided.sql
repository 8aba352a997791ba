-- +goose Up

-- What a person said of whether a party is what a list watches. Rows stay; the
-- newest of a party and an entry counts.
CREATE TABLE decisions (
	party  TEXT NOT NULL,              -- its name, folded
	list   TEXT NOT NULL,
	entry  TEXT NOT NULL,              -- '' is the whole list
	at     BIGINT NOT NULL,
	answer TEXT NOT NULL,              -- confirmed, rejected or open
	name   TEXT NOT NULL,              -- as it was written
	person TEXT NOT NULL,
	note   TEXT NOT NULL,
	PRIMARY KEY (party, list, entry, at)
);

-- +goose Down
DROP TABLE decisions;
