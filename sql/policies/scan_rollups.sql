-- Members read their organization's counts; the follower alone writes them, for any. The keeper forgets days after three years.

alter table app.scan_rollups enable row level security;
alter table app.scan_rollups force row level security;

drop policy if exists tenant on app.scan_rollups;
create policy tenant on app.scan_rollups for all to oi_app
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists export on app.scan_rollups;
create policy export on app.scan_rollups for all to oi_export
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists keeper on app.scan_rollups;
create policy keeper on app.scan_rollups for all to oi_keeper
  using (true)
  with check (true);

drop policy if exists rollup on app.scan_rollups;
create policy rollup on app.scan_rollups for all to oi_rollup
  using (true)
  with check (true);

revoke all on app.scan_rollups from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_rollup, oi_admin;
grant select on app.scan_rollups to oi_app, oi_export;
grant select (organization_id, grain, starts_at), delete on app.scan_rollups to oi_keeper;
grant select, insert, delete, update (scans, hits, uniques, last_at, classes, quarters, countries, regions, cities,
  device_types, os, browsers, referrers, sources, qr_codes) on app.scan_rollups to oi_rollup;
grant select on app.scan_rollups to oi_admin;
