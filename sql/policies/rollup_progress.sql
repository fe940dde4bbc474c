-- How far the scans are counted: a member sees its organization's, the follower alone moves it.

alter table app.rollup_progress enable row level security;
alter table app.rollup_progress force row level security;

drop policy if exists tenant on app.rollup_progress;
create policy tenant on app.rollup_progress for all to oi_app
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists rollup on app.rollup_progress;
create policy rollup on app.rollup_progress for all to oi_rollup
  using (true)
  with check (true);

revoke all on app.rollup_progress from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_rollup;
grant select on app.rollup_progress to oi_app;
grant select, insert, update (xid, id, updated_at) on app.rollup_progress to oi_rollup;
