-- OI's own staff. They are no users and no members: another table, other keys, another road (oi_door), so that no token, no
-- session and no mistake of the customers' side can ever be one of theirs.
create type app.admin_role as enum ('SUPER_ADMIN', 'ADMIN', 'ANALYST', 'SUPPORT');
create type app.admin_status as enum ('INVITED', 'ACTIVE', 'DISABLED');

create table app.oi_admin_users (
  id uuid primary key,
  email text not null unique check (email = lower(email) and length(email) <= 320),
  name text not null check (length(name) between 1 and 200),
  role app.admin_role not null,
  status app.admin_status not null default 'INVITED',
  password_hash text,
  totp_secret_sealed bytea,
  totp_last_step bigint not null default 0,
  created_at timestamptz not null default now(),
  enrolled_at timestamptz,
  last_signed_in_at timestamptz,
  check (status <> 'ACTIVE' or (password_hash is not null and totp_secret_sealed is not null))
);
comment on table app.oi_admin_users is 'Nobody is ACTIVE without a password of their own and an authenticator: both are set by whoever opens the enrolment link.';

-- What npm run create-admin prints: good once and for a day. The authenticator's secret is made with it and becomes the
-- admin's when its first code was right.
create table app.admin_enrolments (
  admin_id uuid not null references app.oi_admin_users (id),
  id uuid not null,
  token_hash bytea not null check (length(token_hash) = 32),
  totp_secret_sealed bytea not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (admin_id, id)
);

create table app.admin_recovery_codes (
  admin_id uuid not null references app.oi_admin_users (id),
  code_hash bytea not null check (length(code_hash) = 32),
  used_at timestamptz,
  primary key (admin_id, code_hash)
);

-- A session is one family of refresh tokens, as a customer's is (0004_identity.sql), and shorter: it ends at ends_at
-- however often it is used, and at expires_at when it is not.
create table app.admin_sessions (
  id uuid primary key,
  admin_id uuid not null references app.oi_admin_users (id),
  created_at timestamptz not null default now(),
  ends_at timestamptz not null,
  expires_at timestamptz not null,
  last_seen_at timestamptz not null default now(),
  revoked_at timestamptz,
  revoked_reason text
);
create index admin_sessions_admin on app.admin_sessions (admin_id);

create table app.admin_session_tokens (
  session_id uuid not null references app.admin_sessions (id) on delete cascade,
  generation integer not null,
  token_hash bytea not null check (length(token_hash) = 32),
  created_at timestamptz not null default now(),
  primary key (session_id, generation)
);

-- The key pairs that sign staff's access tokens; the customers' are in app.signing_keys, where this road cannot look.
create table app.admin_signing_keys (
  kid text primary key,
  public_jwk jsonb not null,
  private_sealed bytea not null,
  created_at timestamptz not null default now(),
  retired_at timestamptz
);
