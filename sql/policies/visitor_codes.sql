-- Working memory of the intake, cleared by the keeper.

alter table app.visitor_codes enable row level security;
alter table app.visitor_codes force row level security;

drop policy if exists scan on app.visitor_codes;
create policy scan on app.visitor_codes for all to oi_scan
  using (true)
  with check (true);

drop policy if exists keeper on app.visitor_codes;
create policy keeper on app.visitor_codes for all to oi_keeper
  using (true)
  with check (true);

revoke all on app.visitor_codes from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper;
grant select, insert, update (last_at) on app.visitor_codes to oi_scan;
grant select, delete on app.visitor_codes to oi_keeper;
