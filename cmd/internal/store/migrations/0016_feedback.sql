-- +goose Up

-- What people said of alerts, with the filing and its verdict as they stood
-- then. Rows stay as they were written.
CREATE TABLE feedbacks (
	id      TEXT PRIMARY KEY,          -- of alert, person and word: said twice is said once
	alert   TEXT NOT NULL,             -- act@subscriber
	act     TEXT NOT NULL,
	person  TEXT NOT NULL,
	said    TEXT NOT NULL,             -- useful, false-alarm, repeated, late
	at      BIGINT NOT NULL,
	note    TEXT NOT NULL,
	filing  TEXT NOT NULL,             -- JSON
	verdict TEXT NOT NULL              -- JSON
);
CREATE INDEX feedbacks_at ON feedbacks (at);
-- Who looked at it, and how the filing is labelled. The newest counts.
CREATE TABLE feedback_reviews (
	feedback TEXT NOT NULL REFERENCES feedbacks (id),
	at       BIGINT NOT NULL,
	person   TEXT NOT NULL,
	note     TEXT NOT NULL,
	kept     BIGINT NOT NULL,          -- 1 if it becomes an example, 0 if it is none
	label    TEXT NOT NULL,            -- JSON
	PRIMARY KEY (feedback, at, person)
);

-- +goose Down
DROP TABLE feedback_reviews;
DROP TABLE feedbacks;
