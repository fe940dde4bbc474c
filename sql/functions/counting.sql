-- Adds hits to the rollups. What is told of a hit (its class, its country …) is counted by one pass of grouping sets, for the
-- organization and for each code at once: a hit costs as many steps as there are facts of it, and none of them is a row. What a
-- rollup held already is read once for each rollup that is touched, and only the keys that were counted are written anew.

-- The hits of these windows and months with everything that is told of them. Its number of rows is a guess that keeps the
-- planner's tables small: it would take a window for a part of the whole table.
create or replace function app.hits_of(windows jsonb, renewed jsonb)
returns table (organization_id uuid, scanned_at timestamptz, qr_code_id uuid, visitor_hash bytea, is_scan boolean, day_at timestamptz,
  timezone text, zone_from timestamptz, zone_to timestamptz, class text, quarter text, country text, region text, city text,
  device text, os text, browser text, referrer text, source text)
language plpgsql stable rows 2000
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
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
  )
  -- Days and months begin where the clock says, or where the clock was changed.
  select taken.organization_id, taken.scanned_at, taken.qr_code_id, taken.visitor_hash,
    taken.classification = 'HUMAN' as is_scan,
    greatest(date_trunc('day', taken.scanned_at, zone.timezone), zone.starts_at) as day_at,
    zone.timezone, zone.starts_at as zone_from, zone.ends_at as zone_to,
    taken.classification || ':' || coalesce(taken.reason, '') as class,
    (floor(extract(epoch from taken.scanned_at) / 900)::bigint)::text as quarter,
    coalesce(taken.country_code, '') as country,
    case when taken.country_code is null then '' else taken.country_code || '|' || coalesce(taken.region, '') end as region,
    case when taken.country_code is null then ''
      else taken.country_code || '|' || coalesce(taken.region, '') || '|' || coalesce(taken.city, '') end as city,
    coalesce(taken.device_type, '') as device, coalesce(taken.os, '') as os, coalesce(taken.browser, '') as browser,
    coalesce(taken.referrer, '') as referrer, taken.source::text as source
  from taken
  join (select page.o, segment.* from page cross join lateral app.zone_segments(page.o) as segment) as zone
    on zone.o = taken.organization_id and taken.scanned_at >= zone.starts_at and taken.scanned_at < zone.ends_at;
end
$$;
comment on function app.hits_of(jsonb, jsonb) is
  'The hits of these windows {o, fx, fi, ux, ui} and months {o, a, z}, each with its local day and the words it is counted under.';

create or replace function app.count_scans(windows jsonb, renewed jsonb) returns void
language plpgsql volatile
set search_path = ''
-- Counted in memory, by hash: the planner knows nothing of how much a window holds, and would sort or compare it all.
set hash_mem_multiplier = 1000
set enable_mergejoin = off
set enable_nestloop = off
set enable_sort = off
set jit = off
as $$
declare
  whole constant uuid := '00000000-0000-0000-0000-000000000000';
  -- Salts live for 48 hours after their day; a hit that comes later than this is rare, and its month small to count anew.
  remembered timestamptz := now() - interval '8 days';
begin
  delete from app.scan_rollups using jsonb_to_recordset(renewed) as month (o uuid, a timestamptz, z timestamptz)
  where scan_rollups.organization_id = month.o and scan_rollups.starts_at >= month.a and scan_rollups.starts_at < month.z;
  delete from app.rollup_visitors using jsonb_to_recordset(renewed) as month (o uuid, a timestamptz, z timestamptz)
  where rollup_visitors.organization_id = month.o and rollup_visitors.day_at >= month.a and rollup_visitors.day_at < month.z;

  with hit as materialized (select * from app.hits_of(windows, renewed)),
  calendar as materialized (
    select organization_id, day_at,
      least(date_add(date_trunc('day', day_at, timezone), '1 day', timezone), zone_to) as day_end,
      greatest(date_trunc('month', day_at, timezone), zone_from) as month_at,
      least(date_add(date_trunc('month', day_at, timezone), '1 month', timezone), zone_to) as month_end
    from (select distinct organization_id, day_at, timezone, zone_from, zone_to from hit) as each
  ),
  counted as materialized (
    select organization_id, day_at, qr_code_id,
      -- Which of the ten is told; of none, how much the code has.
      case grouping(class, quarter, country, region, city, device, os, browser, referrer, source)
        when 511 then 'classes' when 767 then 'quarters' when 895 then 'countries' when 959 then 'regions' when 991 then 'cities'
        when 1007 then 'device_types' when 1015 then 'os' when 1019 then 'browsers' when 1021 then 'referrers'
        when 1022 then 'sources' end as kind,
      coalesce(class, quarter, country, region, city, device, os, browser, referrer, source) as key,
      count(*) as hits, count(*) filter (where is_scan) as scans, max(scanned_at) filter (where is_scan) as last_at
    from hit
    group by grouping sets (
      (organization_id, day_at, class), (organization_id, day_at, quarter), (organization_id, day_at, country),
      (organization_id, day_at, region), (organization_id, day_at, city), (organization_id, day_at, device),
      (organization_id, day_at, os), (organization_id, day_at, browser), (organization_id, day_at, referrer),
      (organization_id, day_at, source), (organization_id, day_at, qr_code_id),
      (organization_id, day_at, qr_code_id, class), (organization_id, day_at, qr_code_id, quarter),
      (organization_id, day_at, qr_code_id, country), (organization_id, day_at, qr_code_id, region),
      (organization_id, day_at, qr_code_id, city), (organization_id, day_at, qr_code_id, device),
      (organization_id, day_at, qr_code_id, os), (organization_id, day_at, qr_code_id, browser),
      (organization_id, day_at, qr_code_id, referrer), (organization_id, day_at, qr_code_id, source))
  ),
  seen as (
    insert into app.rollup_visitors (organization_id, day_at, scope, visitor_hash)
    select distinct organization_id, day_at, scope, visitor_hash from hit cross join lateral (values (whole), (qr_code_id)) as told (scope)
    where is_scan and visitor_hash is not null and day_at >= remembered
    order by 1, 2, 3, 4
    on conflict do nothing
    returning organization_id, scope, day_at
  ),
  visit as (
    select organization_id, scope, day_at, count(*) as n from seen group by 1, 2, 3
    union all
    select organization_id, scope, day_at, count(distinct visitor_hash)
    from hit cross join lateral (values (whole), (qr_code_id)) as told (scope)
    where is_scan and visitor_hash is not null and day_at < remembered group by 1, 2, 3
  ),
  -- What a code has, and all of them, without what is told of it; then with it.
  day as (
    select organization_id, day_at, scope, sum(hits) as hits, sum(scans) as scans, max(last_at) as last_at
    from counted cross join lateral (values (whole), (qr_code_id)) as told (scope)
    where kind is null group by 1, 2, 3
  ),
  touched as (
    select organization_id, 'DAY'::app.rollup_grain as grain, scope, day_at as starts_at, day_end as ends_at,
      hits, scans, coalesce(n, 0) as uniques, last_at
    from day join calendar using (organization_id, day_at) left join visit using (organization_id, scope, day_at)
    union all
    select organization_id, 'MONTH', scope, month_at, month_end, sum(hits), sum(scans), coalesce(sum(n), 0), max(last_at)
    from day join calendar using (organization_id, day_at) left join visit using (organization_id, scope, day_at)
    group by 1, 3, 4, 5
  ),
  known as materialized (
    select touched.*, had.classes, had.quarters, had.countries, had.regions, had.cities, had.device_types, had.os, had.browsers,
      had.referrers, had.sources, had.qr_codes
    from touched left join lateral (
      select * from app.scan_rollups as row where row.organization_id = touched.organization_id and row.grain = touched.grain
        and row.scope = touched.scope and row.starts_at = touched.starts_at offset 0) as had on true
  ),
  told as (
    select organization_id, day_at, coalesce(qr_code_id, whole) as scope, kind, key,
      case kind when 'classes' then hits else scans end as n
    from counted where kind is not null and (kind = 'classes' or scans > 0)
    union all
    select organization_id, day_at, whole, 'qr_codes', qr_code_id::text, scans from counted where kind is null and scans > 0
  ),
  fact as (
    select organization_id, 'DAY'::app.rollup_grain as grain, scope, day_at as starts_at, kind, key, n from told
    union all
    select organization_id, 'MONTH', scope, month_at, kind, key, sum(n)
    from told join calendar using (organization_id, day_at) where kind <> 'quarters' group by 1, 3, 4, 5, 6
  ),
  summed as (
    select fact.organization_id, fact.grain, fact.scope, fact.starts_at, fact.kind, fact.key, fact.n + coalesce((case fact.kind
      when 'classes' then known.classes
      when 'quarters' then known.quarters
      when 'countries' then known.countries
      when 'regions' then known.regions
      when 'cities' then known.cities
      when 'device_types' then known.device_types
      when 'os' then known.os
      when 'browsers' then known.browsers
      when 'referrers' then known.referrers
      when 'sources' then known.sources
      when 'qr_codes' then known.qr_codes end ->> fact.key)::bigint, 0) as n
    from fact join known using (organization_id, grain, scope, starts_at)
  ),
  packed as (
    select organization_id, grain, scope, starts_at,
      coalesce(jsonb_object_agg(key, n) filter (where kind = 'classes'), '{}') as classes,
      coalesce(jsonb_object_agg(key, n) filter (where kind = 'quarters'), '{}') as quarters,
      coalesce(jsonb_object_agg(key, n) filter (where kind = 'countries'), '{}') as countries,
      coalesce(jsonb_object_agg(key, n) filter (where kind = 'regions'), '{}') as regions,
      coalesce(jsonb_object_agg(key, n) filter (where kind = 'cities'), '{}') as cities,
      coalesce(jsonb_object_agg(key, n) filter (where kind = 'device_types'), '{}') as device_types,
      coalesce(jsonb_object_agg(key, n) filter (where kind = 'os'), '{}') as os,
      coalesce(jsonb_object_agg(key, n) filter (where kind = 'browsers'), '{}') as browsers,
      coalesce(jsonb_object_agg(key, n) filter (where kind = 'referrers'), '{}') as referrers,
      coalesce(jsonb_object_agg(key, n) filter (where kind = 'sources'), '{}') as sources,
      coalesce(jsonb_object_agg(key, n) filter (where kind = 'qr_codes'), '{}') as qr_codes
    from summed group by 1, 2, 3, 4
  )
  insert into app.scan_rollups as known (organization_id, grain, scope, starts_at, ends_at, scans, hits, uniques, last_at,
    classes, quarters, countries, regions, cities, device_types, os, browsers, referrers, sources, qr_codes)
  select organization_id, grain, scope, starts_at, ends_at, scans, hits, uniques, last_at,
    packed.classes, packed.quarters, packed.countries, packed.regions, packed.cities, packed.device_types, packed.os, packed.browsers,
    packed.referrers, packed.sources, packed.qr_codes
  from packed join known using (organization_id, grain, scope, starts_at)
  order by organization_id, grain, scope, starts_at
  on conflict (organization_id, grain, scope, starts_at) do update set
    scans = known.scans + excluded.scans,
    hits = known.hits + excluded.hits,
    uniques = known.uniques + excluded.uniques,
    last_at = greatest(known.last_at, excluded.last_at),
    -- What was counted holds what was known of it; one counts for an organization at a time, by its lock.
    classes = known.classes || excluded.classes,
    quarters = known.quarters || excluded.quarters,
    countries = known.countries || excluded.countries,
    regions = known.regions || excluded.regions,
    cities = known.cities || excluded.cities,
    device_types = known.device_types || excluded.device_types,
    os = known.os || excluded.os,
    browsers = known.browsers || excluded.browsers,
    referrers = known.referrers || excluded.referrers,
    sources = known.sources || excluded.sources,
    qr_codes = known.qr_codes || excluded.qr_codes;
end
$$;
comment on function app.count_scans(jsonb, jsonb) is
  'Adds the hits of these windows {o, fx, fi, ux, ui} to the rollups, and counts these months {o, a, z} anew up to the windows'' ends.';

-- Its sum stands in the statement above now.
drop function if exists app.add_counts(jsonb, jsonb);

grant execute on function app.hits_of(jsonb, jsonb), app.count_scans(jsonb, jsonb) to oi_rollup;
