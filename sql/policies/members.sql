-- Members see their colleagues; owners and admins change roles and standing. The auth road looks up which organizations a
-- person belongs to, inserts the owner at sign-up and whoever accepts an invitation.

alter table app.members enable row level security;
alter table app.members force row level security;

drop policy if exists tenant on app.members;
create policy tenant on app.members for all to oi_app
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists export on app.members;
create policy export on app.members for all to oi_export
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists auth on app.members;
create policy auth on app.members for all to oi_auth
  using (true)
  with check (organization_id = (select app.current_org()));

revoke all on app.members from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_admin;
grant select, update (role, status, removed_at, sessions_ended_at, version) on app.members to oi_app;
grant select on app.members to oi_export;
grant select (organization_id, id, user_id, name, role, status, removed_at, sessions_ended_at, version), insert,
  update (name, email, role, status, removed_at, version, last_seen_at) on app.members to oi_auth;
grant select (created_at, email, id, last_seen_at, name, organization_id, removed_at, role,
  status) on app.members to oi_admin;
