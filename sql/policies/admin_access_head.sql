-- The end of the log. The door moves it on with each line; nobody adds or removes one.

alter table app.admin_access_head enable row level security;
alter table app.admin_access_head force row level security;

drop policy if exists door on app.admin_access_head;
create policy door on app.admin_access_head for all to oi_door
  using (true)
  with check (true);

revoke all on app.admin_access_head from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_mailer, oi_worker, oi_rollup, oi_door, oi_admin;
grant select, update (seq, hash, seal, signed_seq, signed_at) on app.admin_access_head to oi_door;
grant select on app.admin_access_head to oi_admin;
