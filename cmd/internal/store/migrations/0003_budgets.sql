-- +goose Up

-- When each source was last asked, for places that allow only so many requests.
CREATE TABLE budgets (
	source TEXT PRIMARY KEY,
	spent  TEXT NOT NULL               -- JSON: milliseconds since 1970, of the requests that still count
);

-- +goose Down
DROP TABLE budgets;
