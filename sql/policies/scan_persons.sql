-- Written by the intake and read back by nobody on the tenant roads; the keeper drops old days.

alter table app.scan_persons enable row level security;
alter table app.scan_persons force row level security;

drop policy if exists scan on app.scan_persons;
create policy scan on app.scan_persons for all to oi_scan
  using (true)
  with check (true);

drop policy if exists keeper on app.scan_persons;
create policy keeper on app.scan_persons for all to oi_keeper
  using (true)
  with check (true);

revoke all on app.scan_persons from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper;
grant insert on app.scan_persons to oi_scan;
grant select (day), delete on app.scan_persons to oi_keeper;
