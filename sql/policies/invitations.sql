-- Owners and admins invite, send again and revoke on the tenant road, which never reads a token's hash; the auth road finds
-- the one a token names, and accepts it.

alter table app.invitations enable row level security;
alter table app.invitations force row level security;

drop policy if exists tenant on app.invitations;
create policy tenant on app.invitations for all to oi_app
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists auth on app.invitations;
create policy auth on app.invitations for all to oi_auth
  using (true)
  with check (organization_id = (select app.current_org()));

revoke all on app.invitations from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper;
grant select (organization_id, id, email, name, role, invited_by, created_at, sent_at, expires_at, accepted_at, revoked_at),
  insert, update (role, name, token_hash, invited_by, sent_at, expires_at, revoked_at) on app.invitations to oi_app;
grant select, update (accepted_at) on app.invitations to oi_auth;
