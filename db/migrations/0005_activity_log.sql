-- What was done, by whom, to what: one row a mutation, written in the mutation's own transaction, never changed after.
create table app.activity_log (
  organization_id uuid not null references app.organizations (id),
  id uuid not null,
  created_at timestamptz not null default now(),
  member_id uuid,
  member_name text,
  action text not null check (action ~ '^[A-Z][A-Z0-9_]{0,63}$'),
  entity_type text not null check (length(entity_type) between 1 and 64),
  entity_id uuid,
  metadata jsonb,
  primary key (organization_id, id),
  foreign key (organization_id, member_id) references app.members (organization_id, id)
);
create index activity_log_member on app.activity_log (organization_id, member_id, id);
