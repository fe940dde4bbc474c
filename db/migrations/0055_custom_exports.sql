-- A custom export that somebody saved: which columns of which dataset, in which order, put together by what. The recipe is
-- checked when it is saved and again whenever it is used, since columns and codes may be gone by then. A shared one is seen
-- by the whole team, the others by whoever made them. Deleted ones stay as rows: schedules and the history point at them.
create table app.custom_exports (
  organization_id uuid not null references app.organizations (id),
  id uuid not null,
  name text not null,
  recipe jsonb not null,
  is_shared boolean not null default false,
  created_by uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (organization_id, id),
  foreign key (organization_id, created_by) references app.members (organization_id, id)
);
create index custom_exports_created_by on app.custom_exports (organization_id, created_by);
