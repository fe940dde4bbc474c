-- Secrets that were mailed to a person and are good once: today to set a new password. Only the hash is stored; the token
-- itself carries the ids, so that the row is found by its key.
create table app.one_time_tokens (
  user_id uuid not null references app.users (id),
  id uuid not null,
  token_hash bytea not null check (length(token_hash) = 32),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (user_id, id)
);
