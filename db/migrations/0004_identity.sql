-- A user is a person, known by e-mail before any tenant is: a directory with a key of its own, read on the auth road
-- only. E-mails are stored trimmed and in lower case.
create table app.users (
  id uuid primary key,
  email text not null unique check (email = lower(email) and length(email) <= 320),
  name text not null check (length(name) between 1 and 200),
  password_hash text not null,
  created_at timestamptz not null default now(),
  last_signed_in_at timestamptz,
  sign_in_count integer not null default 0
);

-- A member is a user in an organization. Name and e-mail are copies for colleagues to read: the tenant road never sees
-- the users directory.
create table app.members (
  organization_id uuid not null references app.organizations (id),
  id uuid not null,
  user_id uuid not null references app.users (id),
  name text not null,
  email text not null,
  role app.member_role not null,
  status app.member_status not null default 'ACTIVE',
  created_at timestamptz not null default now(),
  last_seen_at timestamptz,
  primary key (organization_id, id),
  unique (organization_id, user_id)
);
create index members_user on app.members (user_id);

-- A session is one family of refresh tokens. Revoking the row ends every token of it, access tokens included: they carry
-- the session's id and the row is asked on each request.
create table app.sessions (
  organization_id uuid not null,
  id uuid not null,
  member_id uuid not null,
  user_id uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_reason text,
  primary key (organization_id, id),
  foreign key (organization_id, member_id) references app.members (organization_id, id)
);
create index sessions_member on app.sessions (organization_id, member_id);

-- Each refresh token of a family, as SHA-256 only. The newest is the live one; the one before it is answered with the
-- same successor for ten seconds (a lost response), and any older one is theft.
create table app.session_tokens (
  organization_id uuid not null,
  session_id uuid not null,
  generation integer not null,
  token_hash bytea not null check (length(token_hash) = 32),
  created_at timestamptz not null default now(),
  primary key (organization_id, session_id, generation),
  foreign key (organization_id, session_id) references app.sessions (organization_id, id) on delete cascade
);

-- Guessing is slowed per account and per address, over all processes. Keys are keyed hashes: neither e-mails nor
-- addresses can be read back.
create table app.sign_in_attempts (
  key bytea primary key check (length(key) = 32),
  failures integer not null default 0,
  window_started_at timestamptz not null default now(),
  blocked_until timestamptz
);

-- The Ed25519 key pairs that sign access tokens, the private half sealed with SECRET_KEY.
create table app.signing_keys (
  kid text primary key,
  audience text not null,
  public_jwk jsonb not null,
  private_sealed bytea not null,
  created_at timestamptz not null default now(),
  retired_at timestamptz
);
