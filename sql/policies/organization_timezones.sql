-- A member's operation reads and writes its organization's clock; the scan road reads any, for the day a visitor is hashed under.

alter table app.organization_timezones enable row level security;
alter table app.organization_timezones force row level security;

drop policy if exists tenant on app.organization_timezones;
create policy tenant on app.organization_timezones for all to oi_app
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists export on app.organization_timezones;
create policy export on app.organization_timezones for all to oi_export
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists scan on app.organization_timezones;
create policy scan on app.organization_timezones for all to oi_scan
  using (true)
  with check (true);

drop policy if exists rollup on app.organization_timezones;
create policy rollup on app.organization_timezones for all to oi_rollup
  using (true)
  with check (true);

revoke all on app.organization_timezones from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_rollup;
grant select, insert, update (timezone) on app.organization_timezones to oi_app;
grant select on app.organization_timezones to oi_export, oi_scan;
grant select on app.organization_timezones to oi_rollup;
