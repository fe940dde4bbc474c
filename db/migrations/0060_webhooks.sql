-- Addresses outside that an organization wants to be told at, each with a secret of its own to sign with. The secret is
-- sealed with a key of the program; after a rotation the one before it signs along until previous_until. What is switched
-- off says why: by a person (no reason), or because nothing arrived there any more.
create type app.webhook_event as enum ('EXPORT_COMPLETED', 'EXPORT_FAILED');

create table app.webhooks (
  organization_id uuid not null references app.organizations (id),
  id uuid not null,
  url text not null check (url ~ '^https?://' and length(url) <= 4000),
  description text,
  events app.webhook_event[] not null check (cardinality(events) > 0),
  is_enabled boolean not null default true,
  disabled_reason text,
  secret_sealed bytea not null,
  previous_sealed bytea,
  previous_until timestamptz,
  created_by uuid,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, id),
  unique (organization_id, url),
  foreign key (organization_id, created_by) references app.members (organization_id, id)
);
create index webhooks_created_by on app.webhooks (organization_id, created_by);

-- What such an address was told or shall be, written in the transaction of what it tells about. The id is the message's own
-- and stays through every attempt; so does the payload. next_at is when the next attempt is due, null when there is none.
create type app.webhook_delivery_state as enum ('PENDING', 'SUCCEEDED', 'FAILED', 'CANCELLED');

create table app.webhook_deliveries (
  organization_id uuid not null references app.organizations (id),
  id uuid not null,
  webhook_id uuid not null,
  event text not null check (event ~ '^[a-z]+\.[a-z]+$'),
  payload text not null,
  state app.webhook_delivery_state not null default 'PENDING',
  -- All there were, and which of the row of attempts is the next.
  attempts integer not null default 0,
  step integer not null default 0,
  response_status integer,
  response_excerpt text,
  error text,
  duration_ms integer,
  created_at timestamptz not null default now(),
  attempted_at timestamptz,
  next_at timestamptz default now(),
  primary key (organization_id, id),
  foreign key (organization_id, webhook_id) references app.webhooks (organization_id, id) on delete cascade
);
create index webhook_deliveries_webhook on app.webhook_deliveries (organization_id, webhook_id, id);
