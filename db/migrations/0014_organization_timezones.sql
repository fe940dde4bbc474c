-- Since when an organization keeps which time zone. A changed zone holds from the next local midnight, so that no day is cut by
-- two clocks unseen; what was counted under the old one stays as it was. No row: the zone it was founded with, for all time.
create table app.organization_timezones (
  organization_id uuid not null references app.organizations (id),
  from_at timestamptz not null,
  timezone text not null check (length(timezone) between 1 and 64),
  primary key (organization_id, from_at)
);
comment on column app.organization_timezones.from_at is 'The first row of an organization begins at -infinity.';
