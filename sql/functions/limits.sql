-- How much of a resource the current organization may have, and the two statements that take and give back a part of
-- it. claim() locks the counted row, so the last free place is taken once however many ask at the same moment. The
-- organization is named beside row security, because on the auth road, where an invitation takes a seat, policies show any.

create or replace function app.limit_of(wanted app.resource) returns bigint
language plpgsql stable
set search_path = ''
as $$
declare
  allowed bigint;
begin
  select case
      when terms.limits ? wanted::text then (terms.limits ->> wanted::text)::bigint
      else plan_limits.max
    end
  into strict allowed
  from app.organizations
  join app.plan_limits on plan_limits.plan_id = organizations.plan_id and plan_limits.resource = wanted
  left join app.organization_terms as terms on terms.organization_id = organizations.id
  where organizations.id = app.current_org();
  return allowed;
end
$$;
comment on function app.limit_of(app.resource) is
  'The current organization''s limit: its own terms first, else its plan; null is unlimited, a missing row raises.';

create or replace function app.cheapest_plan_for(wanted app.resource, total bigint) returns json
language sql stable
set search_path = ''
return (
  select json_build_object('id', plans.id, 'name', plans.name)
  from app.plans
  join app.plan_limits on plan_limits.plan_id = plans.id and plan_limits.resource = wanted
  where plan_limits.max is null or plan_limits.max >= total
  order by plans.rank
  limit 1
);
comment on function app.cheapest_plan_for(app.resource, bigint) is
  'The smallest plan with room for that many, as {id, name}; null when no plan has.';

create or replace function app.claim(wanted app.resource, amount bigint) returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  allowed bigint := app.limit_of(wanted);
  total bigint;
begin
  update app.organization_usage set used = used + amount
  where organization_id = app.current_org() and resource = wanted returning used into strict total;
  if total > allowed then
    raise exception 'limit reached' using errcode = 'OI001', detail = json_build_object(
      'resource', wanted, 'limit', allowed, 'required_plan', app.cheapest_plan_for(wanted, total))::text;
  end if;
  return total;
end
$$;
comment on function app.claim(app.resource, bigint) is
  'Takes amount of a resource for the current organization, returns what it now uses; OI001 over the limit, naming the plan with room.';

create or replace function app.release(wanted app.resource, amount bigint) returns bigint
language plpgsql volatile
set search_path = ''
as $$
declare
  total bigint;
begin
  update app.organization_usage set used = used - amount
  where organization_id = app.current_org() and resource = wanted returning used into strict total;
  return total;
end
$$;
comment on function app.release(app.resource, bigint) is 'Gives amount of a resource back and returns what is still used.';

create or replace function app.require_seats() returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  allowed bigint := app.limit_of('SEATS');
  total bigint;
begin
  select used into strict total from app.organization_usage
  where organization_id = app.current_org() and resource = 'SEATS' for update;
  -- A statement of its own: it sees what was committed while we waited for the row.
  total := total + (
    select count(*) from app.invitations
    where organization_id = app.current_org() and accepted_at is null and revoked_at is null
      and expires_at > clock_timestamp());
  if total > allowed then
    raise exception 'limit reached' using errcode = 'OI001', detail = json_build_object(
      'resource', 'SEATS', 'limit', allowed, 'required_plan', app.cheapest_plan_for('SEATS', total))::text;
  end if;
end
$$;
comment on function app.require_seats() is
  'OI001 when members and pending invitations of the current organization are more than its seats; makes others that ask wait.';

grant execute on function app.limit_of(app.resource), app.cheapest_plan_for(app.resource, bigint),
  app.claim(app.resource, bigint), app.release(app.resource, bigint), app.require_seats() to oi_app;
grant execute on function app.limit_of(app.resource), app.cheapest_plan_for(app.resource, bigint),
  app.claim(app.resource, bigint) to oi_auth;
