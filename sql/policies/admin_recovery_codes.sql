-- Hashes of staff's recovery codes, at the door only.

alter table app.admin_recovery_codes enable row level security;
alter table app.admin_recovery_codes force row level security;

drop policy if exists door on app.admin_recovery_codes;
create policy door on app.admin_recovery_codes for all to oi_door
  using (true)
  with check (true);

revoke all on app.admin_recovery_codes from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_mailer, oi_worker, oi_rollup, oi_door, oi_admin;
grant select, insert, update (used_at), delete on app.admin_recovery_codes to oi_door;
