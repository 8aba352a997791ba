-- +goose Up

-- Acts are found by severity and industry too: those that are in the index
-- already go through it once more.
INSERT INTO settings (key, value) SELECT 'search', '' WHERE EXISTS (SELECT 1 FROM acts)
ON CONFLICT (key) DO UPDATE SET value = '';

-- +goose Down
