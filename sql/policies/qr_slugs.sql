-- A directory: a member's operation may add its own slug, and cannot look one up; the scan road looks up any. Nobody
-- changes or deletes one, so that no printed code ever leads to somebody else.

alter table app.qr_slugs enable row level security;
alter table app.qr_slugs force row level security;

drop policy if exists tenant on app.qr_slugs;
create policy tenant on app.qr_slugs for all to oi_app
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists scan on app.qr_slugs;
create policy scan on app.qr_slugs for all to oi_scan
  using (true)
  with check (true);

revoke all on app.qr_slugs from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper;
grant insert on app.qr_slugs to oi_app;
grant select on app.qr_slugs to oi_scan;
