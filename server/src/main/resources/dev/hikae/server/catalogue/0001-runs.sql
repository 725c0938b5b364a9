-- Runs, their attempts, and the schedules that ask for them. Times are milliseconds since 1970 in UTC.

CREATE TABLE run (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    schedule TEXT,
    scheduled_for BIGINT NOT NULL,
    start_by BIGINT NOT NULL,
    requested_by TEXT NOT NULL,
    parameters TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    max_attempts INTEGER NOT NULL,
    backoff_millis BIGINT NOT NULL,
    fencing_token BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    lease_until BIGINT,
    next_attempt_at BIGINT,
    outcome TEXT,
    error_code TEXT,
    error TEXT,
    cancel_requested INTEGER NOT NULL,
    UNIQUE (schedule, scheduled_for)
);

CREATE INDEX run_by_state ON run (state, scheduled_for);
CREATE INDEX run_by_subject ON run (kind, subject, state, ended_at);

CREATE TABLE attempt (
    run TEXT NOT NULL REFERENCES run (id),
    number INTEGER NOT NULL,
    node TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    state TEXT NOT NULL,
    error TEXT,
    PRIMARY KEY (run, number)
);

CREATE TABLE fencing (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    last_token BIGINT NOT NULL
);

INSERT INTO fencing (only_row, last_token) VALUES (1, 0);

CREATE TABLE schedule (
    name TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    schedule TEXT NOT NULL,
    parameters TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    settled_until BIGINT NOT NULL,
    overdue_at BIGINT
);
