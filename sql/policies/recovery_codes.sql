-- Hashes of recovery codes, on the auth road only.

alter table app.recovery_codes enable row level security;
alter table app.recovery_codes force row level security;

drop policy if exists auth on app.recovery_codes;
create policy auth on app.recovery_codes for all to oi_auth
  using (true)
  with check (true);

revoke all on app.recovery_codes from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper;
grant select, insert, update (used_at), delete on app.recovery_codes to oi_auth;
