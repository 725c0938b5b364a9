-- What runs report and leave behind, what was applied, who approved, who was told.

CREATE TABLE run_event (
    run TEXT NOT NULL REFERENCES run (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (run, seq)
);

-- Plans, repositories and runbooks as they were applied; never changed.
CREATE TABLE revision (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    number INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    document TEXT NOT NULL,
    applied_at BIGINT NOT NULL,
    applied_by TEXT NOT NULL,
    PRIMARY KEY (kind, name, number)
);

-- Names whose newest revision is no longer in force.
CREATE TABLE withdrawn (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    at BIGINT NOT NULL,
    withdrawn_by TEXT NOT NULL,
    PRIMARY KEY (kind, name)
);

CREATE TABLE restore_test (
    run TEXT PRIMARY KEY REFERENCES run (id),
    plan TEXT NOT NULL,
    repository TEXT NOT NULL,
    snapshot TEXT,
    region TEXT,
    negative_control INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    at BIGINT NOT NULL,
    document TEXT NOT NULL
);

CREATE INDEX restore_test_by_plan ON restore_test (plan, at);

-- The verified state of each copy of a recovery point.
CREATE TABLE copy_state (
    repository TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    region TEXT NOT NULL,
    plan TEXT NOT NULL,
    verdict TEXT NOT NULL,
    at BIGINT NOT NULL,
    stale_at BIGINT NOT NULL,
    run TEXT NOT NULL REFERENCES run (id),
    PRIMARY KEY (repository, snapshot, region)
);

CREATE TABLE drill (
    run TEXT PRIMARY KEY REFERENCES run (id),
    runbook TEXT NOT NULL,
    plan TEXT NOT NULL,
    verdict TEXT NOT NULL,
    at BIGINT NOT NULL,
    document TEXT NOT NULL
);

CREATE TABLE approval (
    id TEXT PRIMARY KEY,
    run TEXT NOT NULL REFERENCES run (id),
    step TEXT NOT NULL,
    question TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    requested_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    decided_by TEXT,
    decided_at BIGINT,
    comment TEXT
);

CREATE INDEX approval_by_state ON approval (state, requested_at);

CREATE TABLE evidence (
    id TEXT PRIMARY KEY,
    run TEXT NOT NULL REFERENCES run (id),
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    verdict TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL
);

CREATE INDEX evidence_by_time ON evidence (issued_at, id);

CREATE TABLE idempotency_key (
    account TEXT NOT NULL,
    key TEXT NOT NULL,
    request_sha256 TEXT NOT NULL,
    status INTEGER,
    location TEXT,
    body TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account, key)
);

CREATE TABLE alert (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    severity TEXT NOT NULL,
    event TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    run TEXT,
    document TEXT NOT NULL
);

CREATE INDEX alert_by_time ON alert (at, id);

CREATE TABLE delivery (
    alert TEXT NOT NULL REFERENCES alert (id),
    target TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    last_at BIGINT NOT NULL,
    next_at BIGINT,
    delivered_at BIGINT,
    problem TEXT,
    PRIMARY KEY (alert, target)
);
