-- What a person needs to recognize their own sessions: the device in words and the place of the sign-in, never an address.
alter table app.sessions
  add column device text check (length(device) <= 200),
  add column country_code text check (length(country_code) = 2),
  add column city text,
  add column last_seen_at timestamptz not null default now();
comment on column app.sessions.device is 'Browser and system in words, from closed lists; null where the client did not say.';

-- Two-step sign-in of a person: the TOTP secret sealed with SECRET_KEY, and the last time step that was used, so that no
-- code is good twice. Unconfirmed until a first code was right; only then is it asked for.
create table app.user_totp (
  user_id uuid primary key references app.users (id),
  secret_sealed bytea not null,
  created_at timestamptz not null default now(),
  confirmed_at timestamptz,
  last_step bigint not null default 0
);

-- Ten codes for the day the telephone is lost, each good once; kept as keyed hashes.
create table app.recovery_codes (
  user_id uuid not null references app.users (id),
  code_hash bytea not null check (length(code_hash) = 32),
  used_at timestamptz,
  primary key (user_id, code_hash)
);
