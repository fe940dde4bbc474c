-- Written by the scan road; OI's staff read it in their own building; the keeper drops what is older than thirty days.

alter table app.orphan_hits enable row level security;
alter table app.orphan_hits force row level security;

drop policy if exists scan on app.orphan_hits;
create policy scan on app.orphan_hits for all to oi_scan
  using (true)
  with check (true);

drop policy if exists keeper on app.orphan_hits;
create policy keeper on app.orphan_hits for all to oi_keeper
  using (true)
  with check (true);

revoke all on app.orphan_hits from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper;
grant insert on app.orphan_hits to oi_scan;
grant select (hit_at), delete on app.orphan_hits to oi_keeper;
