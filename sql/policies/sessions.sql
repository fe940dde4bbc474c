-- Only the auth road knows sessions: it opens, rotates and revokes them; the keeper deletes those
-- whose end is long past.

alter table app.sessions enable row level security;
alter table app.sessions force row level security;

drop policy if exists auth on app.sessions;
create policy auth on app.sessions for all to oi_auth
  using (true)
  with check (organization_id = (select app.current_org()));

drop policy if exists keeper on app.sessions;
create policy keeper on app.sessions for all to oi_keeper
  using (true)
  with check (true);

revoke all on app.sessions from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper;
grant select, insert, update (revoked_at, revoked_reason, expires_at, last_seen_at) on app.sessions to oi_auth;
grant select (organization_id, id, expires_at), delete on app.sessions to oi_keeper;
