-- +goose Up

-- Matters in the order in which nothing happened in them any more.
CREATE INDEX matters_touched ON matters (touched, id);

-- +goose Down
DROP INDEX matters_touched;
