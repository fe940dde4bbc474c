-- What the scans come to, counted once: a row for each local day and month of an organization, for the organization itself
-- (scope: all zeros) and for each of its codes. Days and months are keyed by the instant they begin, so a changed time zone
-- keeps what was counted exact. Each column of counts is one jsonb object, key -> how often, because most days of most codes
-- hold few keys: a row a day instead of a row a value keeps the whole smaller than the scans. Every column but hits and
-- classes counts hits classified HUMAN only. Followed from the scans by oi_rollup, the one writer (sql/functions/rollups.sql).
create type app.rollup_grain as enum ('DAY', 'MONTH');
create table app.scan_rollups (
  organization_id uuid not null references app.organizations (id),
  grain app.rollup_grain not null,
  scope uuid not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  scans bigint not null default 0,
  hits bigint not null default 0,
  uniques bigint not null default 0,
  last_at timestamptz,
  classes jsonb not null default '{}',
  quarters jsonb not null default '{}',
  countries jsonb not null default '{}',
  regions jsonb not null default '{}',
  cities jsonb not null default '{}',
  device_types jsonb not null default '{}',
  os jsonb not null default '{}',
  browsers jsonb not null default '{}',
  referrers jsonb not null default '{}',
  sources jsonb not null default '{}',
  qr_codes jsonb not null default '{}',
  primary key (organization_id, grain, scope, starts_at)
) with (fillfactor = 75);
comment on column app.scan_rollups.scope is 'A code, or all zeros for the whole organization.';
comment on column app.scan_rollups.uniques is 'Visitors told apart within the local day and scope; of a month, the sum of its days.';
comment on column app.scan_rollups.classes is 'CLASS:reason -> hits.';
comment on column app.scan_rollups.quarters is
  'Quarter of an hour since 1970, UTC -> scans; of days only. No time zone is off by less, so these serve every zone.';

-- Who was seen in a scope on a local day that may still change: a visitor counts once. Short-lived, as the salts are.
create table app.rollup_visitors (
  organization_id uuid not null references app.organizations (id),
  day_at timestamptz not null,
  scope uuid not null,
  visitor_hash bytea not null,
  primary key (organization_id, day_at, scope, visitor_hash)
);

-- How far each organization's scans are counted: everything up to (xid, id), and nothing after. Moves in the transaction
-- that counts, so that a crash anywhere counts nothing twice and loses nothing.
create table app.rollup_progress (
  organization_id uuid primary key references app.organizations (id),
  xid xid8 not null default '0',
  id uuid not null default '00000000-0000-0000-0000-000000000000',
  updated_at timestamptz not null default now()
);
comment on column app.rollup_progress.updated_at is 'When everything that was stored had last been counted.';
