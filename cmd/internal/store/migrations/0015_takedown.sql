-- +goose Up

-- Natural persons who asked not to be named. Rows stay, with who lifted them.
CREATE TABLE takedowns (
	id         TEXT PRIMARY KEY,
	name       TEXT NOT NULL,
	key        TEXT NOT NULL,          -- a number of the one matter it is for; '' is everywhere
	person     TEXT NOT NULL,          -- who entered it
	why        TEXT NOT NULL,
	at         BIGINT NOT NULL,
	told       BIGINT NOT NULL,        -- how many corrections it made
	lifted     BIGINT NOT NULL,        -- 0 while it holds
	lifted_by  TEXT NOT NULL,
	lifted_why TEXT NOT NULL
);

-- +goose Down
DROP TABLE takedowns;
