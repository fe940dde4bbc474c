-- The platform's salt of the day, for the anonymised releases: made by the scan road, destroyed by the keeper.

alter table app.person_salts enable row level security;
alter table app.person_salts force row level security;

drop policy if exists scan on app.person_salts;
create policy scan on app.person_salts for all to oi_scan
  using (true)
  with check (true);

drop policy if exists keeper on app.person_salts;
create policy keeper on app.person_salts for all to oi_keeper
  using (true)
  with check (true);

revoke all on app.person_salts from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper;
grant select, insert on app.person_salts to oi_scan;
grant select (day), delete on app.person_salts to oi_keeper;
