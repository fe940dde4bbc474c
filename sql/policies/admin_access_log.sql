-- The door adds lines and cannot read, change or delete one; staff read them and cannot add one.

alter table app.admin_access_log enable row level security;
alter table app.admin_access_log force row level security;

drop policy if exists door on app.admin_access_log;
create policy door on app.admin_access_log for all to oi_door
  using (true)
  with check (true);

revoke all on app.admin_access_log from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_mailer, oi_worker, oi_rollup, oi_door, oi_admin;
grant insert on app.admin_access_log to oi_door;
grant select on app.admin_access_log to oi_admin;
