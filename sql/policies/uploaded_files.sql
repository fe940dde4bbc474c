-- Members manage their files; a refused one is taken away. The scan road reads what showing one needs, of any organization.
-- The keeper takes away what never arrived, and forgets where the bytes of long deleted ones were.

alter table app.uploaded_files enable row level security;
alter table app.uploaded_files force row level security;

drop policy if exists tenant on app.uploaded_files;
create policy tenant on app.uploaded_files for all to oi_app
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists scan on app.uploaded_files;
create policy scan on app.uploaded_files for all to oi_scan
  using (true)
  with check (true);

drop policy if exists keeper on app.uploaded_files;
create policy keeper on app.uploaded_files for all to oi_keeper
  using (true)
  with check (true);

revoke all on app.uploaded_files from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_admin;
grant select, insert, delete, update (name, campaign_id, status, sha256, storage_id, version, updated_at, deleted_at) on app.uploaded_files to oi_app;
grant select (organization_id, id, name, type, size_bytes, sha256, storage_id, deleted_at) on app.uploaded_files to oi_scan;
grant select (organization_id, id, status, storage_id, created_at, deleted_at), update (storage_id), delete on app.uploaded_files to oi_keeper;
grant select (created_at, deleted_at, id, name, organization_id, size_bytes, status, type) on app.uploaded_files to oi_admin;
