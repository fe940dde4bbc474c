-- The ledger is written in the transaction that changes what an organization pays, and is never changed after. The sign-up
-- writes its first line; customers do not read it.

alter table app.subscription_movements enable row level security;
alter table app.subscription_movements force row level security;

drop policy if exists auth on app.subscription_movements;
create policy auth on app.subscription_movements for all to oi_auth
  using (true)
  with check (organization_id = (select app.current_org()));

revoke all on app.subscription_movements from public, oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_admin;
grant insert on app.subscription_movements to oi_auth;
grant select on app.subscription_movements to oi_admin;
