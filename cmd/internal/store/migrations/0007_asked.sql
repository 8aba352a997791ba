-- +goose Up

-- When a place that is asked for each watched mark last answered about it.
CREATE TABLE asked (
	source TEXT NOT NULL,
	what   TEXT NOT NULL,              -- the mark, folded
	at     BIGINT NOT NULL,
	PRIMARY KEY (source, what)
);

-- +goose Down
DROP TABLE asked;
