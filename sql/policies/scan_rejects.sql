-- Written by the scan road when the database will not take a row; read by OI's staff only. The keeper forgets them after ninety days.

alter table app.scan_rejects enable row level security;
alter table app.scan_rejects force row level security;

drop policy if exists scan on app.scan_rejects;
create policy scan on app.scan_rejects for all to oi_scan
  using (true)
  with check (true);

drop policy if exists keeper on app.scan_rejects;
create policy keeper on app.scan_rejects for all to oi_keeper
  using (true)
  with check (true);

revoke all on app.scan_rejects from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper;
grant insert on app.scan_rejects to oi_scan;
grant select (rejected_at), delete on app.scan_rejects to oi_keeper;
