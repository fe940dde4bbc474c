-- Append-only: a member's operation writes and reads its organization's lines, the auth road adds those of signing up and in;
-- nobody updates or deletes one.

alter table app.activity_log enable row level security;
alter table app.activity_log force row level security;

drop policy if exists tenant on app.activity_log;
create policy tenant on app.activity_log for all to oi_app
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists export on app.activity_log;
create policy export on app.activity_log for all to oi_export
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists auth on app.activity_log;
create policy auth on app.activity_log for all to oi_auth
  using (true)
  with check (organization_id = (select app.current_org()));

revoke all on app.activity_log from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_admin;
grant select, insert on app.activity_log to oi_app;
grant select on app.activity_log to oi_export;
grant insert on app.activity_log to oi_auth;
grant select (action, created_at, entity_id, entity_type, id, member_id, member_name,
  organization_id) on app.activity_log to oi_admin;
