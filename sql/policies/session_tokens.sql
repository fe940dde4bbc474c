-- Hashes of refresh tokens, on the auth road only. The keeper forgets those whose session cannot live any more.

alter table app.session_tokens enable row level security;
alter table app.session_tokens force row level security;

drop policy if exists auth on app.session_tokens;
create policy auth on app.session_tokens for all to oi_auth
  using (true)
  with check (organization_id = (select app.current_org()));

drop policy if exists keeper on app.session_tokens;
create policy keeper on app.session_tokens for all to oi_keeper
  using (true)
  with check (true);

revoke all on app.session_tokens from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper;
grant select, insert on app.session_tokens to oi_auth;
grant select (created_at), delete on app.session_tokens to oi_keeper;
