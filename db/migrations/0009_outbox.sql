-- A mail that shall be sent, written in the transaction of what it tells about: rolled back, neither exists. What goes into
-- the template (links that open doors among it) is sealed with a key of the program and forgotten once the mail is sent.
-- A mail of an organization carries its id; one to a person and nobody's (a password reset) has none, and only the auth
-- road writes those.
create type app.mail_state as enum ('QUEUED', 'SENT', 'FAILED');

create table app.outbox (
  id uuid primary key,
  organization_id uuid references app.organizations (id),
  template text not null check (length(template) between 1 and 60),
  recipient text not null
    check (length(recipient) <= 320 and recipient !~ '[[:cntrl:][:space:]<>,;]' and recipient like '%_@_%'),
  recipient_name text,
  variables_sealed bytea,
  state app.mail_state not null default 'QUEUED',
  attempts integer not null default 0,
  last_error text,
  -- Made at the first attempt and kept, so that a mail that went out twice can be recognized.
  message_id text,
  created_at timestamptz not null default now(),
  sent_at timestamptz
);
create index outbox_organization on app.outbox (organization_id, id);
