-- The keys of staff's tokens, at the door only: the road that signs customers in cannot make one.

alter table app.admin_signing_keys enable row level security;
alter table app.admin_signing_keys force row level security;

drop policy if exists door on app.admin_signing_keys;
create policy door on app.admin_signing_keys for all to oi_door
  using (true)
  with check (true);

revoke all on app.admin_signing_keys from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_mailer, oi_worker, oi_rollup, oi_door, oi_admin;
grant select, insert, update (retired_at) on app.admin_signing_keys to oi_door;
