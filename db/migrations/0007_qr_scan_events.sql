-- Every hit on a code, whatever it was: a scan is a hit classified HUMAN. Partitioned by month (sql/functions/partitions.sql
-- makes them ahead). The id is a UUIDv7 made once at receipt together with scanned_at, so a replay of the same hit falls on
-- the same key and is stored once; ids also sort by time. xid is the transaction that stored the row: the live feed's cursor is
-- (xid, id), which unlike the id alone loses nothing when transactions commit out of order.
create table app.qr_scan_events (
  organization_id uuid not null,
  id uuid not null,
  scanned_at timestamptz not null,
  qr_code_id uuid not null,
  xid xid8 not null default pg_current_xact_id(),
  classification app.classification not null,
  reason text,
  classifier_version smallint not null,
  source app.scan_source not null,
  outcome app.scan_outcome not null,
  method text not null,
  purpose text,
  excluded text,
  ip_prefix cidr,
  visitor_hash bytea,
  user_agent text,
  referrer text,
  country_code text,
  country text,
  region text,
  city text,
  device_type text,
  os text,
  browser text,
  primary key (organization_id, id, scanned_at),
  foreign key (organization_id, qr_code_id) references app.qr_codes (organization_id, id)
) partition by range (scanned_at);
create index qr_scan_events_feed on app.qr_scan_events (organization_id, xid, id);
create index qr_scan_events_code on app.qr_scan_events (organization_id, qr_code_id, id);

-- Visitors are told apart by a hash under a random salt that belongs to one organization and one local day of it, and
-- is destroyed 48 hours after that day: afterwards nobody, we included, can tell who it was.
create table app.visitor_salts (
  organization_id uuid not null references app.organizations (id),
  local_date date not null,
  salt bytea not null check (length(salt) = 16),
  primary key (organization_id, local_date)
);

-- Shared memory of the intake, for the two verdicts that need the recent past: how often a visitor hit within a minute,
-- and when a visitor last hit a code. Short-lived and safe to lose in a crash, hence unlogged.
create unlogged table app.visitor_minutes (
  organization_id uuid not null,
  visitor_hash bytea not null,
  minute timestamptz not null,
  hits integer not null,
  primary key (organization_id, visitor_hash, minute)
);
create unlogged table app.visitor_codes (
  organization_id uuid not null,
  qr_code_id uuid not null,
  visitor_hash bytea not null,
  last_at timestamptz not null,
  primary key (organization_id, qr_code_id, visitor_hash)
);

-- For the anonymised releases only: people over all tenants, under the platform's own salt of the day. Written by the
-- intake, read by nobody but the release job, dropped when the day is frozen (at most seven days).
create table app.person_salts (
  day date primary key,
  salt bytea not null check (length(salt) = 16)
);
create table app.scan_persons (
  day date not null,
  scan_id uuid not null,
  person_key bytea not null check (length(person_key) = 16),
  primary key (day, scan_id)
);

-- Hits on slugs that no code has: nobody's data, kept thirty days for OI's staff to see guessing and misprints.
create table app.orphan_hits (
  id uuid primary key,
  hit_at timestamptz not null,
  slug text not null check (length(slug) <= 64),
  classification app.classification not null,
  reason text
);

-- A hit the database would not store for what it says: kept apart so that the rest of its batch commits.
create table app.scan_rejects (
  id uuid primary key,
  rejected_at timestamptz not null default now(),
  organization_id uuid not null,
  hit jsonb not null,
  error text not null
);
