-- What was agreed with one organization: it may read its own, only OI writes them. The auth road asks for the seats of the
-- organization that somebody joins.

alter table app.organization_terms enable row level security;
alter table app.organization_terms force row level security;

drop policy if exists tenant on app.organization_terms;
create policy tenant on app.organization_terms for all to oi_app
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists export on app.organization_terms;
create policy export on app.organization_terms for all to oi_export
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists auth on app.organization_terms;
create policy auth on app.organization_terms for all to oi_auth
  using (true)
  with check (organization_id = (select app.current_org()));

revoke all on app.organization_terms from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_admin;
grant select on app.organization_terms to oi_app, oi_export;
grant select (organization_id, limits) on app.organization_terms to oi_auth;
grant select on app.organization_terms to oi_admin;
