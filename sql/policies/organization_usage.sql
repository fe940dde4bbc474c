-- The counted rows: a member's operation adds and takes away through app.claim and app.release; sign-up lays them down, and
-- whoever accepts an invitation takes a seat.

alter table app.organization_usage enable row level security;
alter table app.organization_usage force row level security;

drop policy if exists tenant on app.organization_usage;
create policy tenant on app.organization_usage for all to oi_app
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists auth on app.organization_usage;
create policy auth on app.organization_usage for all to oi_auth
  using (true)
  with check (organization_id = (select app.current_org()));

revoke all on app.organization_usage from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_admin;
grant select, update (used) on app.organization_usage to oi_app;
grant select, insert, update (used) on app.organization_usage to oi_auth;
grant select on app.organization_usage to oi_admin;
