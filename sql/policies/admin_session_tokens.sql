-- Hashes of staff's refresh tokens, at the door only.

alter table app.admin_session_tokens enable row level security;
alter table app.admin_session_tokens force row level security;

drop policy if exists door on app.admin_session_tokens;
create policy door on app.admin_session_tokens for all to oi_door
  using (true)
  with check (true);

revoke all on app.admin_session_tokens from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_mailer, oi_worker, oi_rollup, oi_door, oi_admin;
grant select, insert on app.admin_session_tokens to oi_door;
