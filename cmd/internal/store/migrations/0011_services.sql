-- +goose Up

-- What a person noted of how papers were served in a matter; the newest note
-- counts.
CREATE TABLE services (
	key  TEXT NOT NULL,                -- of the matter
	at   BIGINT NOT NULL,
	day  TEXT NOT NULL,                -- of service at the forum, 2006-01-02
	body TEXT NOT NULL,                -- the note, JSON
	PRIMARY KEY (key, at)
);

-- +goose Down
DROP TABLE services;
