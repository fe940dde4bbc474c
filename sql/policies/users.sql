-- The directory of people. Forced row security and no policy for the tenant road: a member's operation sees nobody here,
-- not even by mistake. Colleagues' names are copies on app.members.

alter table app.users enable row level security;
alter table app.users force row level security;

drop policy if exists auth on app.users;
create policy auth on app.users for all to oi_auth
  using (true)
  with check (true);

revoke all on app.users from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper;
grant select, insert, update (email, name, password_hash, last_signed_in_at, sign_in_count) on app.users to oi_auth;
