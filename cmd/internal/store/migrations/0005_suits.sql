-- +goose Up

-- Who brought which suit against many sellers, history included, so that a new
-- one can say how often its plaintiff and counsel do.
CREATE TABLE suits (
	role  TEXT NOT NULL,               -- plaintiff, law-firm
	name  TEXT NOT NULL,               -- folded, without its legal form
	key   TEXT NOT NULL,               -- of the matter
	begun BIGINT NOT NULL,             -- at the latest
	PRIMARY KEY (role, name, key)
);

-- +goose Down
DROP TABLE suits;
