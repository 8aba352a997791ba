-- +goose Up

-- Whom a center is to call, how and what for, sealed. In who, phone and note
-- stands what was kept before: it is read still, and sealed as soon as a console
-- starts with a key.
ALTER TABLE help_requests ADD COLUMN sealed TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE help_requests DROP COLUMN sealed;
