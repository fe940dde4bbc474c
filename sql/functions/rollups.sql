-- Counting the scans, each once. roll_up() takes what was stored since the last time, organization by organization, in the
-- order of (xid, id) and only below the oldest transaction still running: nothing can come before it any more. An
-- organization is one process's at a time, by an advisory lock, which unlike a row lock takes no transaction id: the feeds
-- wait for the oldest transaction that has one, and counting comes before writing.
--
-- A day that is over for long is not added to: its visitors are forgotten, so its whole month is counted anew from the
-- scans. So is everything an organization had before its first count, and what rebuild_rollups() is asked for.

create or replace function app.add_counts(before jsonb, more jsonb) returns jsonb
language sql immutable parallel safe
set search_path = ''
return case
  when more is null or more = '{}' then before
  when before = '{}' then more
  else before || (
    select jsonb_object_agg(each.key, each.value::bigint + coalesce((before ->> each.key)::bigint, 0))
    from jsonb_each_text(more) as each)
end;
comment on function app.add_counts(jsonb, jsonb) is 'Both objects of counts added up, key by key.';

-- The span of whole months and days inside a range; what lies outside of days_from and days_to belongs to no whole day.
create or replace function app.rollup_span(organization uuid, from_at timestamptz, until_at timestamptz)
returns table (days_from timestamptz, days_to timestamptz, months_from timestamptz, months_to timestamptz)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  with edge as (
    select
      case when moment.at = period.starts_at then moment.at else period.ends_at end as up,
      period.starts_at as down, moment.is_end, unit.name as unit
    from (values (from_at, false), (until_at, true)) as moment (at, is_end)
    join app.zone_segments(organization) as zone on moment.at >= zone.starts_at and moment.at < zone.ends_at
    cross join (values ('day'), ('month')) as unit (name)
    cross join lateral (
      select greatest(date_trunc(unit.name, moment.at, zone.timezone), zone.starts_at) as starts_at,
        least(date_add(date_trunc(unit.name, moment.at, zone.timezone), ('1 ' || unit.name)::interval, zone.timezone), zone.ends_at) as ends_at
    ) as period
  ),
  span as (
    select
      max(edge.up) filter (where not edge.is_end and edge.unit = 'day') as d1,
      max(edge.down) filter (where edge.is_end and edge.unit = 'day') as d2,
      max(edge.up) filter (where not edge.is_end and edge.unit = 'month') as m1,
      max(edge.down) filter (where edge.is_end and edge.unit = 'month') as m2
    from edge
  )
  select
    case when span.d1 < span.d2 then span.d1 else until_at end,
    case when span.d1 < span.d2 then span.d2 else until_at end,
    case when span.d1 < span.d2 and span.m1 < span.m2 then span.m1 else until_at end,
    case when span.d1 < span.d2 and span.m1 < span.m2 then span.m2 else until_at end
  from span;
end
$$;
comment on function app.rollup_span(uuid, timestamptz, timestamptz) is
  'The organization''s whole local days [days_from, days_to) and months [months_from, months_to) inside a range; empty at its end.';

create or replace function app.count_scans(windows jsonb, renewed jsonb) returns void
language plpgsql volatile
set search_path = ''
as $$
declare
  -- Salts live for 48 hours after their day; a hit that comes later than this is rare, and its month small to count anew.
  remembered timestamptz := now() - interval '8 days';
begin
  delete from app.scan_rollups using jsonb_to_recordset(renewed) as month (o uuid, a timestamptz, z timestamptz)
  where scan_rollups.organization_id = month.o and scan_rollups.starts_at >= month.a and scan_rollups.starts_at < month.z;
  delete from app.rollup_visitors using jsonb_to_recordset(renewed) as month (o uuid, a timestamptz, z timestamptz)
  where rollup_visitors.organization_id = month.o and rollup_visitors.day_at >= month.a and rollup_visitors.day_at < month.z;

  with page as materialized (
    select w.* from jsonb_to_recordset(windows) as w (o uuid, fx xid8, fi uuid, ux xid8, ui uuid)
  ),
  month as materialized (
    select m.* from jsonb_to_recordset(renewed) as m (o uuid, a timestamptz, z timestamptz)
  ),
  taken as (
    -- offset 0: each page is read by the index, whatever the planner thinks of how much it is.
    select e.* from page cross join lateral (
      select stored.organization_id, stored.scanned_at, stored.qr_code_id, stored.visitor_hash, stored.classification, stored.reason,
        stored.country_code, stored.region, stored.city, stored.device_type, stored.os, stored.browser, stored.referrer, stored.source
      from app.qr_scan_events as stored where stored.organization_id = page.o
        and (stored.xid, stored.id) > (page.fx, page.fi) and (stored.xid, stored.id) <= (page.ux, page.ui) offset 0) as e
    where not exists (select from month where month.o = e.organization_id and e.scanned_at >= month.a and e.scanned_at < month.z)
    union all
    select e.* from month join page using (o) cross join lateral (
      select stored.organization_id, stored.scanned_at, stored.qr_code_id, stored.visitor_hash, stored.classification, stored.reason,
        stored.country_code, stored.region, stored.city, stored.device_type, stored.os, stored.browser, stored.referrer, stored.source
      from app.qr_scan_events as stored where stored.organization_id = month.o
        and stored.scanned_at >= month.a and stored.scanned_at < month.z
        and (stored.xid, stored.id) <= (page.ux, page.ui) offset 0) as e
  ),
  hit as materialized (
    select taken.organization_id, taken.scanned_at, taken.qr_code_id, taken.visitor_hash,
      taken.classification = 'HUMAN' as is_scan, taken.classification || ':' || coalesce(taken.reason, '') as class,
      taken.country_code, taken.region, taken.city, taken.device_type, taken.os, taken.browser, taken.referrer, taken.source,
      greatest(date_trunc('day', taken.scanned_at, zone.timezone), zone.starts_at) as day_at,
      least(date_add(date_trunc('day', taken.scanned_at, zone.timezone), '1 day', zone.timezone), zone.ends_at) as day_end,
      greatest(date_trunc('month', taken.scanned_at, zone.timezone), zone.starts_at) as month_at,
      least(date_add(date_trunc('month', taken.scanned_at, zone.timezone), '1 month', zone.timezone), zone.ends_at) as month_end
    from taken
    join (select page.o, segment.* from page cross join lateral app.zone_segments(page.o) as segment) as zone
      on zone.o = taken.organization_id and taken.scanned_at >= zone.starts_at and taken.scanned_at < zone.ends_at
  ),
  scoped as materialized (
    select hit.*, scope.scope from hit
    cross join lateral (values ('00000000-0000-0000-0000-000000000000'::uuid), (hit.qr_code_id)) as scope (scope)
  ),
  counted as materialized (
    select organization_id, scope, day_at, day_end, month_at, month_end, fact.kind, fact.key, count(*) as n
    from scoped cross join lateral (
      select 'classes' as kind, class as key
      union all
      select kind, key from (values
        ('quarters', (floor(extract(epoch from scanned_at) / 900)::bigint)::text),
        ('countries', coalesce(country_code, '')),
        ('regions', case when country_code is null then '' else country_code || '|' || coalesce(region, '') end),
        ('cities', case when country_code is null then '' else country_code || '|' || coalesce(region, '') || '|' || coalesce(city, '') end),
        ('device_types', coalesce(device_type, '')),
        ('os', coalesce(os, '')),
        ('browsers', coalesce(browser, '')),
        ('referrers', coalesce(referrer, '')),
        ('sources', source::text),
        ('qr_codes', case when scope <> qr_code_id then qr_code_id::text end)
      ) as told (kind, key) where is_scan and key is not null
    ) as fact
    group by 1, 2, 3, 4, 5, 6, 7, 8
  ),
  seen as (
    insert into app.rollup_visitors (organization_id, day_at, scope, visitor_hash)
    select distinct organization_id, day_at, scope, visitor_hash from scoped
    where is_scan and visitor_hash is not null and day_at >= remembered
    order by 1, 2, 3, 4
    on conflict do nothing
    returning organization_id, scope, day_at
  ),
  visit as (
    select organization_id, scope, day_at, count(*) as n from seen group by 1, 2, 3
    union all
    select organization_id, scope, day_at, count(distinct visitor_hash) from scoped
    where is_scan and visitor_hash is not null and day_at < remembered group by 1, 2, 3
  ),
  day as materialized (
    select told.organization_id, told.scope, told.day_at, told.month_at, coalesce(visit.n, 0) as uniques, told.last_at
    from (
      select organization_id, scope, day_at, month_at, max(scanned_at) filter (where is_scan) as last_at
      from scoped group by 1, 2, 3, 4
    ) as told
    left join visit using (organization_id, scope, day_at)
  ),
  fact as (
    select organization_id, 'DAY'::app.rollup_grain as grain, scope, day_at as starts_at, day_end as ends_at, kind, key, n
    from counted
    union all
    select organization_id, 'MONTH', scope, month_at, month_end, kind, key, sum(n)::bigint
    from counted where kind <> 'quarters' group by 1, 3, 4, 5, 6, 7
  ),
  packed as (
    select organization_id, grain, scope, starts_at, ends_at,
      coalesce(sum(n) filter (where kind = 'sources'), 0) as scans,
      sum(n) filter (where kind = 'classes') as hits,
      jsonb_object_agg(key, n) filter (where kind = 'classes') as classes,
      jsonb_object_agg(key, n) filter (where kind = 'quarters') as quarters,
      jsonb_object_agg(key, n) filter (where kind = 'countries') as countries,
      jsonb_object_agg(key, n) filter (where kind = 'regions') as regions,
      jsonb_object_agg(key, n) filter (where kind = 'cities') as cities,
      jsonb_object_agg(key, n) filter (where kind = 'device_types') as device_types,
      jsonb_object_agg(key, n) filter (where kind = 'os') as os,
      jsonb_object_agg(key, n) filter (where kind = 'browsers') as browsers,
      jsonb_object_agg(key, n) filter (where kind = 'referrers') as referrers,
      jsonb_object_agg(key, n) filter (where kind = 'sources') as sources,
      jsonb_object_agg(key, n) filter (where kind = 'qr_codes') as qr_codes
    from fact group by 1, 2, 3, 4, 5
  ),
  visited as (
    select organization_id, 'DAY'::app.rollup_grain as grain, scope, day_at as starts_at, uniques, last_at from day
    union all
    select organization_id, 'MONTH', scope, month_at, sum(uniques), max(last_at) from day group by 1, 3, 4
  )
  insert into app.scan_rollups as known (organization_id, grain, scope, starts_at, ends_at, scans, hits, uniques, last_at,
    classes, quarters, countries, regions, cities, device_types, os, browsers, referrers, sources, qr_codes)
  select organization_id, grain, scope, starts_at, ends_at, scans, hits, uniques, last_at,
    coalesce(classes, '{}'), coalesce(quarters, '{}'), coalesce(countries, '{}'), coalesce(regions, '{}'),
    coalesce(cities, '{}'), coalesce(device_types, '{}'), coalesce(os, '{}'), coalesce(browsers, '{}'),
    coalesce(referrers, '{}'), coalesce(sources, '{}'), coalesce(qr_codes, '{}')
  from packed join visited using (organization_id, grain, scope, starts_at)
  order by organization_id, grain, scope, starts_at
  on conflict (organization_id, grain, scope, starts_at) do update set
    scans = known.scans + excluded.scans,
    hits = known.hits + excluded.hits,
    uniques = known.uniques + excluded.uniques,
    last_at = greatest(known.last_at, excluded.last_at),
    classes = app.add_counts(known.classes, excluded.classes),
    quarters = app.add_counts(known.quarters, excluded.quarters),
    countries = app.add_counts(known.countries, excluded.countries),
    regions = app.add_counts(known.regions, excluded.regions),
    cities = app.add_counts(known.cities, excluded.cities),
    device_types = app.add_counts(known.device_types, excluded.device_types),
    os = app.add_counts(known.os, excluded.os),
    browsers = app.add_counts(known.browsers, excluded.browsers),
    referrers = app.add_counts(known.referrers, excluded.referrers),
    sources = app.add_counts(known.sources, excluded.sources),
    qr_codes = app.add_counts(known.qr_codes, excluded.qr_codes);
end
$$;
comment on function app.count_scans(jsonb, jsonb) is
  'Adds the hits of these windows {o, fx, fi, ux, ui} to the rollups, and counts these months {o, a, z} anew up to the windows'' ends.';

create or replace function app.lock_rollups(organization uuid) returns boolean
language sql volatile
set search_path = ''
return pg_try_advisory_xact_lock(7310505, hashtext(organization::text));
comment on function app.lock_rollups(uuid) is
  'Whether this transaction alone counts for the organization now; released with it.';

create or replace function app.is_behind(organization uuid) returns boolean
language sql stable
set search_path = ''
return exists (
  select from (
    select coalesce(max(progress.xid), '0') as xid,
      coalesce((array_agg(progress.id))[1], '00000000-0000-0000-0000-000000000000') as id
    from app.rollup_progress as progress where progress.organization_id = organization
  ) as known
  cross join lateral (
    select from app.qr_scan_events as stored
    where stored.organization_id = organization and (stored.xid, stored.id) > (known.xid, known.id) limit 1
  ) as next
);
comment on function app.is_behind(uuid) is 'Whether the organization has hits that are not counted in its rollups yet.';

create or replace function app.roll_up(wanted uuid[], most integer)
returns table (organization_id uuid, is_behind boolean)
language plpgsql volatile
set search_path = ''
as $$
#variable_conflict use_column
declare
  mine uuid[];
  settled xid8;
  windows jsonb;
  renewed jsonb;
begin
  -- In one order, so that two processes find the same one taken.
  select array_agg(organizations.id) into mine from (
    select id from app.organizations where id = any(wanted) order by id
  ) as organizations where app.lock_rollups(organizations.id);

  settled := pg_snapshot_xmin(pg_current_snapshot());
  with backlog as materialized (
    select owner.o, known.xid, known.id, waiting.n
    from unnest(mine) as owner (o)
    cross join lateral (
      select coalesce(max(progress.xid), '0') as xid,
        coalesce((array_agg(progress.id))[1], '00000000-0000-0000-0000-000000000000') as id
      from app.rollup_progress as progress where progress.organization_id = owner.o
    ) as known
    cross join lateral (
      select count(*) as n from (
        select from app.qr_scan_events as e
        where e.organization_id = owner.o and (e.xid, e.id) > (known.xid, known.id) and e.xid < settled limit most
      ) as next
    ) as waiting
    where waiting.n > 0
  ),
  -- The smallest first: what each leaves of an equal share is shared by those after it.
  share as materialized (
    select greatest(1, floor(max((most - before) / others))) as most
    from (
      select sum(n) over place - n as before, count(*) over () - row_number() over place + 1 as others
      from backlog window place as (order by n, o rows unbounded preceding)
    ) as line
  )
  select jsonb_agg(jsonb_build_object('o', page.o, 'fx', page.xid::text, 'fi', page.id, 'ux', last.xid::text, 'ui', last.id)) into windows
  from (select backlog.*, least(backlog.n, share.most)::bigint as most from backlog cross join share) as page
  cross join lateral (
    select e.xid, e.id from app.qr_scan_events as e
    where e.organization_id = page.o and (e.xid, e.id) > (page.xid, page.id) and e.xid < settled
    order by e.xid, e.id offset page.most - 1 limit 1
  ) as last;

  -- Months with a hit on a day whose visitors are forgotten.
  select coalesce(jsonb_agg(jsonb_build_object('o', month.o, 'a', month.a, 'z', month.z)), '[]') into renewed
  from (
    select distinct page.o, greatest(date_trunc('month', e.scanned_at, zone.timezone), zone.starts_at) as a,
      least(date_add(date_trunc('month', e.scanned_at, zone.timezone), '1 month', zone.timezone), zone.ends_at) as z
    from jsonb_to_recordset(windows) as page (o uuid, fx xid8, fi uuid, ux xid8, ui uuid)
    cross join lateral (
      select stored.scanned_at from app.qr_scan_events as stored where stored.organization_id = page.o
        and (stored.xid, stored.id) > (page.fx, page.fi) and (stored.xid, stored.id) <= (page.ux, page.ui) offset 0) as e
    cross join lateral app.zone_segments(page.o) as zone
    where e.scanned_at < now() - interval '6 days' and e.scanned_at >= zone.starts_at and e.scanned_at < zone.ends_at
      and greatest(date_trunc('day', e.scanned_at, zone.timezone), zone.starts_at) < now() - interval '8 days'
  ) as month;

  if windows is not null then
    perform app.count_scans(windows, renewed);
    insert into app.rollup_progress as known (organization_id, xid, id)
    select page.o, page.ux, page.ui from jsonb_to_recordset(windows) as page (o uuid, ux xid8, ui uuid) order by page.o
    on conflict on constraint rollup_progress_pkey do update set xid = excluded.xid, id = excluded.id, updated_at = now();
  end if;

  -- Whoever was locked by another, or has rows that are not settled yet or past this page, is asked for again.
  return query
  select organizations.id, organizations.id <> all(coalesce(mine, '{}')) or app.is_behind(organizations.id)
  from app.organizations where organizations.id = any(wanted);
end
$$;
comment on function app.roll_up(uuid[], integer) is
  'Counts what these organizations have stored since, at most so many hits altogether, small backlogs before large ones; returns who must be asked for again.';

create or replace function app.rebuild_rollups(organization uuid, at timestamptz) returns boolean
language plpgsql volatile
set search_path = ''
as $$
begin
  if not app.lock_rollups(organization) then
    return false;
  end if;
  perform app.count_scans(
    jsonb_build_array(jsonb_build_object('o', organization, 'fx', progress.xid::text, 'fi', progress.id, 'ux', progress.xid::text, 'ui', progress.id)),
    jsonb_build_array(jsonb_build_object('o', organization, 'a', month.starts_at, 'z', month.ends_at)))
  from app.rollup_progress as progress
  cross join lateral (
    select greatest(date_trunc('month', at, zone.timezone), zone.starts_at) as starts_at,
      least(date_add(date_trunc('month', at, zone.timezone), '1 month', zone.timezone), zone.ends_at) as ends_at
    from app.zone_segments(organization) as zone where at >= zone.starts_at and at < zone.ends_at
  ) as month
  where progress.organization_id = organization;
  return true;
end
$$;
comment on function app.rebuild_rollups(uuid, timestamptz) is
  'Counts the organization''s local month of that moment anew from its scans, as far as they had been counted; false when another process counts just now.';

create or replace function app.raw_scans_since() returns timestamptz
language sql stable
set search_path = ''
return (
  select min(to_date(right(pg_class.relname, 7), 'YYYY_MM'))::timestamp at time zone 'UTC'
  from pg_catalog.pg_inherits join pg_catalog.pg_class on pg_class.oid = pg_inherits.inhrelid
  where pg_inherits.inhparent = 'app.qr_scan_events'::regclass
);
comment on function app.raw_scans_since() is 'When the oldest month begins whose hits are still kept.';

grant execute on function app.add_counts(jsonb, jsonb), app.count_scans(jsonb, jsonb), app.lock_rollups(uuid),
  app.is_behind(uuid), app.roll_up(uuid[], integer), app.rebuild_rollups(uuid, timestamptz), app.raw_scans_since() to oi_rollup;
grant execute on function app.rollup_span(uuid, timestamptz, timestamptz) to oi_app, oi_export;
grant execute on function app.is_behind(uuid) to oi_app;
