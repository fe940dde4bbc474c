-- An organization's operations and jobs write what was sent; what was said, to whom, never changes. The keeper finds what
-- waits for a job that is gone, and forgets what is old.

alter table app.webhook_deliveries enable row level security;
alter table app.webhook_deliveries force row level security;

drop policy if exists tenant on app.webhook_deliveries;
create policy tenant on app.webhook_deliveries for all to oi_app
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists keeper on app.webhook_deliveries;
create policy keeper on app.webhook_deliveries for all to oi_keeper
  using (true)
  with check (true);

revoke all on app.webhook_deliveries from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_mailer, oi_worker, oi_rollup;
grant select, insert, update (state, attempts, step, response_status, response_excerpt, error, duration_ms, attempted_at, next_at) on app.webhook_deliveries to oi_app;
grant select (organization_id, id, state, next_at, created_at), delete on app.webhook_deliveries to oi_keeper;
