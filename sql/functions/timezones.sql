-- Which clock an organization kept when. Days, weeks and months of an organization are cut by it: the salts of the intake,
-- the rollups and every unique visitor ask here.

create or replace function app.known_zone(name text) returns text
language plpgsql stable
set search_path = ''
as $$
begin
  perform now() at time zone name;
  return name;
exception when invalid_parameter_value then
  return 'UTC';
end
$$;
comment on function app.known_zone(text) is
  'The time zone, or UTC for one that this server''s list lacks, as the intake takes it: one such row stops nobody else.';

create or replace function app.zone_segments(organization uuid)
returns table (timezone text, starts_at timestamptz, ends_at timestamptz)
language sql stable
set search_path = ''
begin atomic
  select app.known_zone(kept.timezone), kept.from_at,
    coalesce(lead(kept.from_at) over (order by kept.from_at), 'infinity')
  from app.organization_timezones as kept
  where kept.organization_id = organization
  union all
  select app.known_zone(organizations.timezone), '-infinity', 'infinity'
  from app.organizations
  where organizations.id = organization
    and not exists (select from app.organization_timezones as kept where kept.organization_id = organization);
end;
comment on function app.zone_segments(uuid) is
  'The organization''s time zones in order, each with the half-open time it held; together they are all time.';

create or replace function app.timezone_at(organization uuid, at timestamptz) returns text
language sql stable
set search_path = ''
return (
  select segment.timezone from app.zone_segments(organization) as segment
  where at >= segment.starts_at and at < segment.ends_at
);
comment on function app.timezone_at(uuid, timestamptz) is 'The time zone the organization kept at that moment.';

create or replace function app.local_today() returns date
language sql stable
set search_path = ''
return (now() at time zone app.timezone_at(app.current_org(), now()))::date;
comment on function app.local_today() is 'The calendar day where the current organization is.';

create or replace function app.lookback_start() returns timestamptz
language sql stable
set search_path = ''
return (
  select coalesce(
    date_subtract(date_trunc('day', now(), zone.name), make_interval(days => plans.lookback_days), zone.name),
    '-infinity')
  from app.organizations
  join app.plans on plans.id = organizations.plan_id
  cross join lateral (select app.timezone_at(organizations.id, now()) as name) as zone
);
comment on function app.lookback_start() is
  'From when on the current organization''s plan shows scans: so many whole local days and today; -infinity without end.';

grant execute on function app.known_zone(text), app.zone_segments(uuid) to oi_app, oi_export, oi_scan, oi_rollup;
grant execute on function app.timezone_at(uuid, timestamptz) to oi_app, oi_export, oi_scan;
grant execute on function app.lookback_start() to oi_app, oi_export;
grant execute on function app.local_today() to oi_app, oi_export;
