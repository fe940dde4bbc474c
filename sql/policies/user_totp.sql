-- Secrets of two-step sign-in, on the auth road only.

alter table app.user_totp enable row level security;
alter table app.user_totp force row level security;

drop policy if exists auth on app.user_totp;
create policy auth on app.user_totp for all to oi_auth
  using (true)
  with check (true);

revoke all on app.user_totp from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper;
grant select, insert, update (secret_sealed, created_at, confirmed_at, last_step), delete on app.user_totp to oi_auth;
