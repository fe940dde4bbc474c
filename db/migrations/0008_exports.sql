-- An export is a recipe: a dataset, a format, a range and the moment it was asked (as_of), so that the same recipe gives
-- the same rows whenever it is fetched. The first complete stream is kept as a file until expires_at and fixes
-- row_count and sha256.
create table app.exports (
  organization_id uuid not null references app.organizations (id),
  id uuid not null,
  dataset app.dataset not null,
  format app.export_format not null,
  status app.export_status not null default 'QUEUED',
  range_from timestamptz,
  range_to timestamptz,
  as_of timestamptz not null,
  timezone text not null,
  file_name text not null,
  requested_by uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  row_count bigint,
  size_bytes bigint,
  sha256 text,
  primary key (organization_id, id),
  foreign key (organization_id, requested_by) references app.members (organization_id, id)
);
create index exports_requested_by on app.exports (organization_id, requested_by);
