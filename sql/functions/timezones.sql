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

-- When something that happens at an hour of some days happens next, where the current organization is. Its clock may change
-- between now and then (app.zone_segments), and an hour of a day may come twice or not at all: each day has exactly one
-- such moment, the first there is, or, where clocks skip the hour, the moment after the gap.
create or replace function app.first_moment(local timestamp, zone text) returns timestamptz
language sql immutable
set search_path = ''
return (
  -- Of an hour that comes twice, `at time zone` means the later; with the day before's offset it is the earlier.
  select case when earlier at time zone zone = local then least(earlier, moment) else moment end
  from (
    select local at time zone zone as moment,
      (local - ((local at time zone zone - interval '1 day') at time zone zone
        - (local at time zone zone - interval '1 day') at time zone 'UTC')) at time zone 'UTC' as earlier
  ) as read
);
comment on function app.first_moment(timestamp, text) is
  'The first moment at which clocks in that zone show this; of a time they skip, as much later as they were put forward.';

create or replace function app.next_run(
  every app.schedule_cadence, weekday integer, day_of_month integer, hour integer, after timestamptz
) returns timestamptz
language sql stable
set search_path = ''
return (
  select min(at)
  from generate_series(
    date_trunc('day', after at time zone 'UTC') - interval '2 days',
    date_trunc('day', after at time zone 'UTC') + interval '64 days', interval '1 day') as days (day)
  cross join lateral (
    select coalesce(
      min(moment) filter (where moment >= segment.starts_at and moment < segment.ends_at),
      -- The organization's own clock jumped over it.
      min(segment.starts_at) filter (where segment.starts_at at time zone segment.timezone > day + make_interval(hours => hour))
    ) as at
    from app.zone_segments(app.current_org()) as segment
    cross join lateral (
      select app.first_moment(day + make_interval(hours => hour), segment.timezone) as moment) as reading
  ) as moments
  where at > after and isfinite(at)
    and case every
      when 'DAILY' then true
      when 'WEEKLY' then extract(isodow from day) = weekday
      when 'MONTHLY' then extract(day from day)
        = least(day_of_month, extract(day from date_trunc('month', day) + interval '1 month - 1 day'))
    end
);
comment on function app.next_run(app.schedule_cadence, integer, integer, integer, timestamptz) is
  'The first moment after `after` at which such a schedule of the current organization is due.';

grant execute on function app.known_zone(text), app.zone_segments(uuid) to oi_app, oi_export, oi_scan, oi_rollup;
grant execute on function app.timezone_at(uuid, timestamptz) to oi_app, oi_export, oi_scan;
grant execute on function app.lookback_start() to oi_app, oi_export;
grant execute on function app.local_today() to oi_app, oi_export;
grant execute on function app.first_moment(timestamp, text),
  app.next_run(app.schedule_cadence, integer, integer, integer, timestamptz) to oi_app;
