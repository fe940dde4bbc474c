-- The one place that reads which tenant a transaction belongs to. Unset raises instead of showing an empty page: a
-- forgotten tenant is a bug that must be heard. STABLE, so that policies that ask `(select app.current_org())` pay once a
-- query and no cached plan carries one tenant's answer to another. After a transaction the setting is '' and not null on
-- the same connection; both mean unset.
create or replace function app.current_org() returns uuid
language plpgsql stable parallel safe
set search_path = ''
as $$
declare
  tenant text := current_setting('app.org_id', true);
begin
  if tenant is null or tenant = '' then
    raise exception 'tenant context missing' using errcode = '42501';
  end if;
  return tenant::uuid;
end
$$;
comment on function app.current_org() is 'The organization this transaction was opened for; 42501 when none was set.';

grant execute on function app.current_org() to oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_mailer, oi_jobs;
