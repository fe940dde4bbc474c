-- Who of OI's staff asked what, and what came of it: two lines an operation, `ASKED` committed before anything is done and
-- `ANSWERED` before the answer leaves. Nothing here is ever changed or deleted. Each line carries the hash of the one before
-- and is hashed with a key that the database does not have, so that even its owner cannot change, take out, swap or add a
-- line unnoticed. What was sent is kept as text, byte for byte as it was hashed.
create type app.admin_access_kind as enum ('ASKED', 'ANSWERED');

create table app.admin_access_log (
  seq bigint primary key check (seq > 0),
  operation_id uuid not null,
  kind app.admin_access_kind not null,
  at timestamptz not null,
  admin_id uuid,
  address text not null,
  reason text,
  operation_name text,
  operation text,
  variables text,
  outcome text,
  organizations uuid[],
  row_count integer,
  cost integer,
  duration_ms integer,
  previous_hash bytea not null check (length(previous_hash) = 32),
  hash bytea not null check (length(hash) = 32),
  unique (operation_id, kind)
);
comment on column app.admin_access_log.admin_id is 'Who asked; null when nobody was signed in. No foreign key: the log outlives everybody.';
comment on column app.admin_access_log.outcome is 'OK, or the code of the first refusal.';
comment on column app.admin_access_log.organizations is 'Organizations whose rows were named in the answer; sums over all of them name none.';
create index admin_access_log_admin on app.admin_access_log (admin_id, seq);

-- The newest line, in one row that every append locks: lines are numbered and chained one after the other. The seal is made
-- with the key of the chain, so an older end of it cannot be made up. signed_seq is the last line whose hash was signed and
-- put into object storage, out of the database's reach.
create table app.admin_access_head (
  log text primary key,
  seq bigint not null,
  hash bytea not null check (length(hash) = 32),
  seal bytea check (length(seal) = 32),
  signed_seq bigint not null default 0,
  signed_at timestamptz
);
insert into app.admin_access_head (log, seq, hash) values ('staff', 0, decode(repeat('00', 32), 'hex'));
