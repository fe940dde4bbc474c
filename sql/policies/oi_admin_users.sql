-- Staff and their secrets: the door alone reads those. What staff ask about one another they read without them.

alter table app.oi_admin_users enable row level security;
alter table app.oi_admin_users force row level security;

drop policy if exists door on app.oi_admin_users;
create policy door on app.oi_admin_users for all to oi_door
  using (true)
  with check (true);

revoke all on app.oi_admin_users from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_mailer, oi_worker, oi_rollup, oi_door, oi_admin;
grant select, insert, update (name, role, status, password_hash, totp_secret_sealed, totp_last_step, enrolled_at, last_signed_in_at)
  on app.oi_admin_users to oi_door;
grant select (id, email, name, role, status, created_at, enrolled_at, last_signed_in_at) on app.oi_admin_users to oi_admin;
