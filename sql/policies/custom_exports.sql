-- Members keep their recipes; who may see and change whose is asked in api/custom-exports/queries.ts.

alter table app.custom_exports enable row level security;
alter table app.custom_exports force row level security;

drop policy if exists tenant on app.custom_exports;
create policy tenant on app.custom_exports for all to oi_app
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

revoke all on app.custom_exports from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper;
grant select, insert, update (name, recipe, is_shared, version, updated_at, deleted_at) on app.custom_exports to oi_app;
