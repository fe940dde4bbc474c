-- Hashes of tokens that were mailed, on the auth road; the keeper deletes those whose end is past.

alter table app.one_time_tokens enable row level security;
alter table app.one_time_tokens force row level security;

drop policy if exists auth on app.one_time_tokens;
create policy auth on app.one_time_tokens for all to oi_auth
  using (true)
  with check (true);

drop policy if exists keeper on app.one_time_tokens;
create policy keeper on app.one_time_tokens for all to oi_keeper
  using (true)
  with check (true);

revoke all on app.one_time_tokens from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper;
grant select, insert, update (used_at) on app.one_time_tokens to oi_auth;
grant select (expires_at), delete on app.one_time_tokens to oi_keeper;
