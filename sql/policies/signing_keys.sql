-- Read by the auth road when the server starts; a new pair is inserted, an old one retired, none deleted.

alter table app.signing_keys enable row level security;
alter table app.signing_keys force row level security;

drop policy if exists auth on app.signing_keys;
create policy auth on app.signing_keys for all to oi_auth
  using (true)
  with check (true);

revoke all on app.signing_keys from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper;
grant select, insert, update (retired_at) on app.signing_keys to oi_auth;
