-- The follower's memory of who was seen on a day; nobody else reads it, and the keeper forgets it when no late hit is expected.

alter table app.rollup_visitors enable row level security;
alter table app.rollup_visitors force row level security;

drop policy if exists keeper on app.rollup_visitors;
create policy keeper on app.rollup_visitors for all to oi_keeper
  using (true)
  with check (true);

drop policy if exists rollup on app.rollup_visitors;
create policy rollup on app.rollup_visitors for all to oi_rollup
  using (true)
  with check (true);

revoke all on app.rollup_visitors from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_rollup;
grant select (day_at), delete on app.rollup_visitors to oi_keeper;
grant select, insert, delete on app.rollup_visitors to oi_rollup;
