-- A QR code: the slug is printed and never changes, the target is where it leads today. status holds what a person chose
-- (ACTIVE, PAUSED) or OI decided (TAKEN_DOWN); expiry and deletion are times, and app.qr_code_status() says what they
-- come to at this moment. A deleted code keeps its row and its scans, frees its place in the limit, and can be restored
-- for thirty days.
create table app.qr_codes (
  organization_id uuid not null references app.organizations (id),
  id uuid not null,
  slug text not null,
  name text not null check (length(name) between 1 and 200),
  target_url text not null check (length(target_url) <= 2048),
  location text check (length(location) <= 200),
  status app.qr_code_status not null default 'ACTIVE' check (status in ('ACTIVE', 'PAUSED', 'TAKEN_DOWN')),
  expires_at timestamptz,
  version integer not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (organization_id, id),
  foreign key (organization_id, created_by) references app.members (organization_id, id)
);
create index qr_codes_created_by on app.qr_codes (organization_id, created_by);

-- The directory of slugs: the scan road finds the tenant here before it knows one. A slug is unique over all tenants,
-- never deleted and never issued twice; nothing tenant-owned points at this table.
create table app.qr_slugs (
  slug text primary key check (slug ~ '^[0-9A-Za-z]{6,32}$'),
  organization_id uuid not null,
  qr_code_id uuid not null
);
