-- Counters of guessing, on the auth road and at the staff's door; the keeper forgets old ones.

alter table app.sign_in_attempts enable row level security;
alter table app.sign_in_attempts force row level security;

drop policy if exists auth on app.sign_in_attempts;
create policy auth on app.sign_in_attempts for all to oi_auth
  using (true)
  with check (true);

drop policy if exists door on app.sign_in_attempts;
create policy door on app.sign_in_attempts for all to oi_door
  using (true)
  with check (true);

drop policy if exists keeper on app.sign_in_attempts;
create policy keeper on app.sign_in_attempts for all to oi_keeper
  using (true)
  with check (true);

revoke all on app.sign_in_attempts from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_door;
grant select, insert, update, delete on app.sign_in_attempts to oi_auth, oi_door;
grant select, delete on app.sign_in_attempts to oi_keeper;
