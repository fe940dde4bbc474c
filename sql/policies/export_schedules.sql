-- Members keep their schedules. The keeper finds those that are due, and no more of them than that.

alter table app.export_schedules enable row level security;
alter table app.export_schedules force row level security;

drop policy if exists tenant on app.export_schedules;
create policy tenant on app.export_schedules for all to oi_app
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists keeper on app.export_schedules;
create policy keeper on app.export_schedules for all to oi_keeper
  using (true)
  with check (true);

revoke all on app.export_schedules from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_mailer, oi_worker, oi_rollup;
grant select, insert, update (name, dataset, format, custom_export_id, every, weekday, day_of_month, hour, period, recipient_ids, delivery, is_paused, paused_reason, next_at, created_by, version, updated_at), delete on app.export_schedules to oi_app;
grant select (organization_id, id, is_paused, next_at) on app.export_schedules to oi_keeper;
