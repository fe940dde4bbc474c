-- Mails hold links that open doors, so who writes one cannot read it back: a member's operation and the auth road insert, the
-- mailer reads and says what became of it, the keeper forgets. A mail without an organization is the auth road's.

alter table app.outbox enable row level security;
alter table app.outbox force row level security;

drop policy if exists tenant on app.outbox;
create policy tenant on app.outbox for all to oi_app
  using (organization_id = (select app.current_org()))
  with check (organization_id = (select app.current_org()));

drop policy if exists auth on app.outbox;
create policy auth on app.outbox for all to oi_auth
  using (true)
  with check (organization_id is null or organization_id = (select app.current_org()));

drop policy if exists mailer on app.outbox;
create policy mailer on app.outbox for all to oi_mailer
  using (true)
  with check (true);

drop policy if exists keeper on app.outbox;
create policy keeper on app.outbox for all to oi_keeper
  using (true)
  with check (true);

revoke all on app.outbox from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_mailer, oi_worker;
grant insert (id, organization_id, template, recipient, recipient_name, variables_sealed) on app.outbox to oi_app, oi_auth;
grant select, update (state, attempts, last_error, message_id, variables_sealed, sent_at) on app.outbox to oi_mailer;
grant select (id, created_at, variables_sealed), update (variables_sealed), delete on app.outbox to oi_keeper;
