-- Staff's sessions, at the door only; the keeper deletes those whose end is long past.

alter table app.admin_sessions enable row level security;
alter table app.admin_sessions force row level security;

drop policy if exists door on app.admin_sessions;
create policy door on app.admin_sessions for all to oi_door
  using (true)
  with check (true);

drop policy if exists keeper on app.admin_sessions;
create policy keeper on app.admin_sessions for all to oi_keeper
  using (true)
  with check (true);

revoke all on app.admin_sessions from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_mailer, oi_worker, oi_rollup, oi_door, oi_admin;
grant select, insert, update (expires_at, last_seen_at, revoked_at, revoked_reason) on app.admin_sessions to oi_door;
grant select (expires_at), delete on app.admin_sessions to oi_keeper;
