-- Plans are rows: what a plan costs, how much of each resource it allows, what it may export, what it can do.
-- The rows themselves are in sql/plans.sql; no other place in the product knows a plan by name.

create table app.plans (
  id text primary key,
  name text not null unique,
  price_cents integer not null check (price_cents >= 0),
  rank integer not null unique,
  is_default boolean not null default false,
  lookback_days integer check (lookback_days > 0)
);
comment on table app.plans is 'What a customer can buy. rank orders them from the smallest; lookback_days null means without end.';
create unique index plans_default on app.plans (is_default) where is_default;

-- A missing row is a mistake and raises; "unlimited" is said with an explicit null.
create table app.plan_limits (
  plan_id text not null references app.plans,
  resource app.resource not null,
  max bigint check (max >= 0),
  primary key (plan_id, resource)
);

create table app.plan_exports (
  plan_id text not null references app.plans,
  dataset app.dataset not null,
  format app.export_format not null,
  primary key (plan_id, dataset, format)
);

create table app.plan_features (
  plan_id text not null references app.plans,
  feature text not null,
  primary key (plan_id, feature)
);
