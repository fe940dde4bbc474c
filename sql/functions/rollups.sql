-- Counting the scans, each once. roll_up() takes what was stored since the last time, organization by organization, in the
-- order of (xid, id) and only below the oldest transaction still running: nothing can come before it any more. An
-- organization is one process's at a time, by an advisory lock, which unlike a row lock takes no transaction id: the feeds
-- wait for the oldest transaction that has one, and counting comes before writing.
--
-- A day that is over for long is not added to: its visitors are forgotten, so its whole month is counted anew from the
-- scans. So is everything an organization had before its first count, and what rebuild_rollups() is asked for.

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

grant execute on function app.lock_rollups(uuid),
  app.is_behind(uuid), app.roll_up(uuid[], integer), app.rebuild_rollups(uuid, timestamptz), app.raw_scans_since() to oi_rollup;
grant execute on function app.rollup_span(uuid, timestamptz, timestamptz) to oi_app, oi_export;
grant execute on function app.is_behind(uuid) to oi_app;
