-- An organization's operations and jobs write who is to be mailed, and that it was done.

alter table app.export_mails enable row level security;
alter table app.export_mails force row level security;

drop policy if exists tenant on app.export_mails;
create policy tenant on app.export_mails for all to oi_app
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

revoke all on app.export_mails from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_mailer, oi_worker, oi_rollup;
grant select, insert, update (recipient_ids, delivery, sent_at) on app.export_mails to oi_app;
