-- Members ask for exports and see their organization's history; a recipe never changes, only what became of it. The keeper
-- forgets where the files of expired ones were.

alter table app.exports enable row level security;
alter table app.exports force row level security;

drop policy if exists tenant on app.exports;
create policy tenant on app.exports for all to oi_app
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists export on app.exports;
create policy export on app.exports for all to oi_export
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists keeper on app.exports;
create policy keeper on app.exports for all to oi_keeper
  using (true)
  with check (true);

revoke all on app.exports from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper;
grant select, insert, update (status, row_count, size_bytes, sha256, estimated_rows, progress_rows, attempts, started_at, finished_at,
  failure, columns, classification_version, storage_id, expires_at) on app.exports to oi_app;
grant select on app.exports to oi_export;
grant select (organization_id, id, storage_id, expires_at), update (storage_id) on app.exports to oi_keeper;
