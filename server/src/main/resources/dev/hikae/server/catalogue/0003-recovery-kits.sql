-- Repositories whose recovery kit somebody proved to open them; the newest proof counts.

CREATE TABLE recovery_kit (
    repository TEXT PRIMARY KEY,
    confirmed_at BIGINT NOT NULL,
    confirmed_by TEXT NOT NULL
);
