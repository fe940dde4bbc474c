-- Partitions of qr_scan_events, one a month, made before they are needed. A partition asked directly would bypass the
-- parent's policies, so each has row security on and forced, no policy and no grant, in the same transaction.
create or replace function app.make_scan_partitions(first_day date, months integer) returns integer
language plpgsql volatile
set search_path = ''
as $$
declare
  month date;
  name text;
  made integer := 0;
begin
  for month in
    select generate_series(date_trunc('month', first_day), date_trunc('month', first_day) + make_interval(months => months - 1), '1 month')::date
  loop
    name := 'qr_scan_events_' || to_char(month, 'YYYY_MM');
    continue when to_regclass('app.' || name) is not null;
    execute format(
      'create table app.%I partition of app.qr_scan_events for values from (%L) to (%L)',
      name, month::timestamp at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
    execute format('alter table app.%I enable row level security', name);
    execute format('alter table app.%I force row level security', name);
    made := made + 1;
  end loop;
  return made;
end
$$;
comment on function app.make_scan_partitions(date, integer) is
  'Makes the monthly partitions from first_day''s month on that do not exist yet; returns how many it made. Owner only.';

create or replace function app.retire_scan_partitions(keep_from date) returns integer
language plpgsql volatile
set search_path = ''
as $$
declare
  old record;
  gone integer := 0;
begin
  for old in
    select relname from pg_catalog.pg_inherits
    join pg_catalog.pg_class on pg_class.oid = inhrelid
    where inhparent = 'app.qr_scan_events'::regclass
      and relname < 'qr_scan_events_' || to_char(keep_from, 'YYYY_MM')
  loop
    execute format('drop table app.%I', old.relname);
    gone := gone + 1;
  end loop;
  return gone;
end
$$;
comment on function app.retire_scan_partitions(date) is
  'Drops the partitions of months before keep_from''s month; returns how many. Owner only.';
