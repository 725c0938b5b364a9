-- Accounts, sessions, tokens, locks. Times are milliseconds since 1970, 0 meaning never.

create table accounts (
    id text not null primary key,
    name text not null unique,
    roles text not null,
    password_hash text not null,
    must_change integer not null,
    enabled integer not null,
    totp_secret text,
    totp_pending text,
    totp_step bigint not null default 0,
    generation bigint not null,
    version bigint not null,
    created_at bigint not null,
    last_sign_in bigint not null default 0
);

create table sessions (
    token_hash text not null primary key,
    account text not null unique references accounts (id),
    csrf text not null,
    created_at bigint not null,
    seen_at bigint not null
);

create table service_accounts (
    id text not null primary key,
    name text not null unique,
    roles text not null,
    token_hash text not null unique,
    created_at bigint not null,
    created_by text not null,
    expires_at bigint not null default 0,
    revoked_at bigint not null default 0,
    last_used_at bigint not null default 0
);

create table revoked_tokens (
    id text not null primary key,
    expires_at bigint not null
);

create table sign_in_failures (
    name text not null primary key,
    failures integer not null,
    locked_until bigint not null,
    last_at bigint not null
);
