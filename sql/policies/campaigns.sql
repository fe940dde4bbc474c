-- Members manage their campaigns; creator and day of creation are fixed.

alter table app.campaigns enable row level security;
alter table app.campaigns force row level security;

drop policy if exists tenant on app.campaigns;
create policy tenant on app.campaigns for all to oi_app
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists export on app.campaigns;
create policy export on app.campaigns for all to oi_export
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

revoke all on app.campaigns from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_admin;
grant select, insert, update (name, description, start_date, end_date, status, version, updated_at, deleted_at) on app.campaigns to oi_app;
grant select on app.campaigns to oi_export;
grant select (created_at, deleted_at, end_date, id, name, organization_id, start_date, status,
  updated_at) on app.campaigns to oi_admin;
