-- Exports that are ordered by the clock: daily, weekly (1 is Monday) or monthly (a day that the month lacks is its last), at
-- an hour where the organization is. next_at is when the next one is due; whoever orders it moves next_at on in the same
-- transaction, so that it is ordered once. A schedule that cannot go on is paused and says why; one that a person paused
-- has no reason.
create type app.schedule_cadence as enum ('DAILY', 'WEEKLY', 'MONTHLY');
create type app.schedule_period as enum
  ('YESTERDAY', 'LAST_7_DAYS', 'LAST_30_DAYS', 'LAST_90_DAYS', 'PREVIOUS_WEEK', 'PREVIOUS_MONTH', 'ALL');
create type app.export_delivery as enum ('LINK', 'ATTACHMENT');

create table app.export_schedules (
  organization_id uuid not null references app.organizations (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 200),
  dataset app.dataset not null,
  format app.export_format not null,
  -- Of a custom export; without a reference, because it may be deleted and this then says so.
  custom_export_id uuid,
  every app.schedule_cadence not null,
  weekday integer check (weekday between 1 and 7),
  day_of_month integer check (day_of_month between 1 and 31),
  hour integer not null check (hour between 0 and 23),
  period app.schedule_period not null,
  recipient_ids uuid[] not null check (cardinality(recipient_ids) between 1 and 50),
  delivery app.export_delivery not null,
  is_paused boolean not null default false,
  paused_reason text,
  next_at timestamptz not null,
  -- In whose name it orders; who resumes it after that member has left takes it over.
  created_by uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, id),
  unique (organization_id, name),
  check ((every = 'WEEKLY') = (weekday is not null)),
  check ((every = 'MONTHLY') = (day_of_month is not null)),
  foreign key (organization_id, created_by) references app.members (organization_id, id)
);
create index export_schedules_created_by on app.export_schedules (organization_id, created_by);

-- Who is mailed when an export has ended, and how: a line for whoever ordered it by the clock, and for each who asked.
create table app.export_mails (
  organization_id uuid not null references app.organizations (id),
  id uuid not null,
  export_id uuid not null,
  -- Null when a person asked for it.
  schedule_id uuid,
  recipient_ids uuid[] not null,
  delivery app.export_delivery not null,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  primary key (organization_id, id),
  foreign key (organization_id, export_id) references app.exports (organization_id, id) on delete cascade,
  foreign key (organization_id, schedule_id) references app.export_schedules (organization_id, id)
    on delete set null (schedule_id)
);
create index export_mails_export on app.export_mails (organization_id, export_id);
create index export_mails_schedule on app.export_mails (organization_id, schedule_id, id);
