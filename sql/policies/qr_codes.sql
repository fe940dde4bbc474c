-- Members manage their codes; slug and creator are fixed at creation. The scan road reads what a redirect needs, of any
-- organization, and nothing else.

alter table app.qr_codes enable row level security;
alter table app.qr_codes force row level security;

drop policy if exists tenant on app.qr_codes;
create policy tenant on app.qr_codes for all to oi_app
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists export on app.qr_codes;
create policy export on app.qr_codes for all to oi_export
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists scan on app.qr_codes;
create policy scan on app.qr_codes for all to oi_scan
  using (true)
  with check (true);

revoke all on app.qr_codes from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_admin;
grant select, insert, update (name, target_url, upload_id, location, campaign_id, status, expires_at, version, updated_at, deleted_at) on app.qr_codes to oi_app;
grant select on app.qr_codes to oi_export;
grant select (organization_id, id, slug, target_url, upload_id, status, expires_at, deleted_at) on app.qr_codes to oi_scan;
grant select (campaign_id, created_at, deleted_at, expires_at, id, location, name, organization_id, slug, status,
  target_url, updated_at) on app.qr_codes to oi_admin;
