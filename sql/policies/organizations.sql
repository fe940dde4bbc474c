-- A member reads the organization it is in, and changes what is the customer's to decide: never its plan, its status or its
-- founding time zone. The auth road looks anywhere (sign-in asks whether the organization is active, a person's list of
-- organizations names them) and inserts the one it has just made; the scan road needs the time zone and the excluded networks
-- of any.

alter table app.organizations enable row level security;
alter table app.organizations force row level security;

drop policy if exists tenant on app.organizations;
create policy tenant on app.organizations for all to oi_app
  using (id = (select app.current_org()))
  with check (id = (select app.current_org()));

drop policy if exists export on app.organizations;
create policy export on app.organizations for all to oi_export
  using (id = (select app.current_org()))
  with check (id = (select app.current_org()));

drop policy if exists auth on app.organizations;
create policy auth on app.organizations for all to oi_auth
  using (true)
  with check (id = (select app.current_org()));

drop policy if exists scan on app.organizations;
create policy scan on app.organizations for all to oi_scan
  using (true)
  with check (true);

drop policy if exists rollup on app.organizations;
create policy rollup on app.organizations for all to oi_rollup
  using (true)
  with check (true);

revoke all on app.organizations from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_rollup, oi_admin;
grant select, update (name, email, phone, billing_address, country_code, excluded_addresses, requested_plan_id, shares_data,
  shares_data_at, shares_data_by, version, updated_at) on app.organizations to oi_app;
grant select (id, name, plan_id, timezone, created_at) on app.organizations to oi_export;
grant select (id, name, status, plan_id) on app.organizations to oi_auth;
grant insert (id, name, email, plan_id, requested_plan_id, timezone, phone, billing_address, country_code) on app.organizations to oi_auth;
grant select (id, timezone, excluded_addresses) on app.organizations to oi_scan;
grant select (id, timezone) on app.organizations to oi_rollup;
grant select (country_code, created_at, email, id, name, plan_id, requested_plan_id, shares_data, status, timezone,
  updated_at) on app.organizations to oi_admin;
