-- +goose Up

-- What a suit was called, and since when we know: a caption changes when the
-- first party does, or is no longer sealed, and old entries are then listed
-- under the new one.
CREATE TABLE captions (
	key   TEXT NOT NULL,
	title TEXT NOT NULL,
	first BIGINT NOT NULL,
	filed BIGINT NOT NULL,             -- of the act that was first seen under it
	PRIMARY KEY (key, title)
);

-- +goose Down
DROP TABLE captions;
