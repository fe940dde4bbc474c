-- The scan road makes and reads salts; the keeper destroys them after 48 hours. Nobody else can tell visitors apart.

alter table app.visitor_salts enable row level security;
alter table app.visitor_salts force row level security;

drop policy if exists scan on app.visitor_salts;
create policy scan on app.visitor_salts for all to oi_scan
  using (true)
  with check (true);

drop policy if exists keeper on app.visitor_salts;
create policy keeper on app.visitor_salts for all to oi_keeper
  using (true)
  with check (true);

revoke all on app.visitor_salts from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper;
grant select, insert on app.visitor_salts to oi_scan;
grant select (organization_id, local_date), delete on app.visitor_salts to oi_keeper;
