-- A campaign puts codes together under a name, for some days or without end. It counts and compares; it never changes
-- what a printed code does. Its dates are days of the calendar in the organization's zone, both included; status holds
-- what a person chose, and app.campaign_status() says what that and the dates come to today. A deleted campaign keeps its
-- row for thirty days, and its codes keep the link, so that bringing it back brings them back into it.
create type app.campaign_status as enum ('DRAFT', 'ACTIVE', 'PAUSED', 'ENDED', 'ARCHIVED');

create table app.campaigns (
  organization_id uuid not null references app.organizations (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 200),
  description text check (length(description) <= 2000),
  start_date date,
  end_date date,
  status app.campaign_status not null default 'DRAFT',
  version integer not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (organization_id, id),
  foreign key (organization_id, created_by) references app.members (organization_id, id),
  check (end_date >= start_date)
);
create index campaigns_created_by on app.campaigns (organization_id, created_by);

alter table app.qr_codes
  add column campaign_id uuid,
  add foreign key (organization_id, campaign_id) references app.campaigns (organization_id, id);
create index qr_codes_campaign_id on app.qr_codes (organization_id, campaign_id);
