-- Members' operations keep them (the API lets owners and admins only); whose it is and who made it are fixed.

alter table app.webhooks enable row level security;
alter table app.webhooks force row level security;

drop policy if exists tenant on app.webhooks;
create policy tenant on app.webhooks for all to oi_app
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

revoke all on app.webhooks from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_mailer, oi_worker, oi_rollup;
grant select, insert, update (url, description, events, is_enabled, disabled_reason, secret_sealed, previous_sealed, previous_until, version, updated_at), delete on app.webhooks to oi_app;
