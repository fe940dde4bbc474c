-- An organization is the tenant: every row a customer owns leads back to one, and no query sees two.
create table app.organizations (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  email text not null check (length(email) <= 320),
  status app.organization_status not null default 'ACTIVE',
  plan_id text not null references app.plans,
  requested_plan_id text references app.plans,
  timezone text not null default 'UTC',
  phone text check (length(phone) <= 50),
  billing_address text check (length(billing_address) <= 1000),
  excluded_addresses cidr[] not null default '{}',
  created_at timestamptz not null default now()
);
comment on column app.organizations.requested_plan_id is 'A plan asked for at sign-up; billing or an admin grants it, the client never does.';
comment on column app.organizations.excluded_addresses is 'Networks whose hits are kept but not counted as scans (the organization''s own staff).';

-- What one organization agreed to that differs from its plan: the only override of price and limits.
create table app.organization_terms (
  organization_id uuid primary key references app.organizations (id),
  price_cents integer check (price_cents >= 0),
  limits jsonb not null default '{}' check (jsonb_typeof(limits) = 'object'),
  updated_at timestamptz not null default now()
);
comment on column app.organization_terms.limits is 'resource -> max (null: unlimited); a resource that is absent follows the plan.';

-- One counted row per organization and resource. The statement that creates a thing locks its row and adds to it,
-- so two creations at the limit cannot both pass; no trigger is involved.
create table app.organization_usage (
  organization_id uuid not null references app.organizations (id),
  resource app.resource not null,
  used bigint not null default 0 check (used >= 0),
  primary key (organization_id, resource)
);

-- Every change of what an organization pays, never updated and never deleted: the ledger MRR is read from.
create table app.subscription_movements (
  organization_id uuid not null references app.organizations (id),
  id uuid not null,
  occurred_at timestamptz not null default now(),
  from_plan_id text references app.plans,
  to_plan_id text references app.plans,
  before_cents integer not null check (before_cents >= 0),
  after_cents integer not null check (after_cents >= 0),
  primary key (organization_id, id)
);
