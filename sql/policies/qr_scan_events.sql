-- Members read their organization's hits and cannot add, change or remove one. The intake inserts for many tenants in one
-- batch; the composite foreign key ties each row to its own. It may read back the ids only, to know what was stored.
-- The road that counts them also judges them anew. The keeper forgets user agents after thirty days. Partitions carry no policy and no grant (sql/functions/partitions.sql).

alter table app.qr_scan_events enable row level security;
alter table app.qr_scan_events force row level security;

drop policy if exists tenant on app.qr_scan_events;
create policy tenant on app.qr_scan_events for all to oi_app
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists export on app.qr_scan_events;
create policy export on app.qr_scan_events for all to oi_export
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists scan on app.qr_scan_events;
create policy scan on app.qr_scan_events for all to oi_scan
  using (true)
  with check (true);

drop policy if exists keeper on app.qr_scan_events;
create policy keeper on app.qr_scan_events for all to oi_keeper
  using (true)
  with check (true);

drop policy if exists rollup on app.qr_scan_events;
create policy rollup on app.qr_scan_events for all to oi_rollup
  using (true)
  with check (true);

revoke all on app.qr_scan_events from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_rollup;
grant select on app.qr_scan_events to oi_app;
grant select on app.qr_scan_events to oi_export;
grant select (id, organization_id), insert on app.qr_scan_events to oi_scan;
grant select (organization_id, id, xid, scanned_at, qr_code_id, classification, reason, source, visitor_hash, referrer,
  country_code, region, city, device_type, os, browser, method, purpose, excluded, user_agent, classifier_version, carried),
  update (classification, reason, classifier_version, carried) on app.qr_scan_events to oi_rollup;
grant select (scanned_at, user_agent), update (user_agent) on app.qr_scan_events to oi_keeper;
