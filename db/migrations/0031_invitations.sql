-- Invitations into the team, mailed to one address for one role. Only the hash of the token is stored; the token itself
-- carries organization and id, so that the row is found by its key before anybody is signed in. An address has at most one
-- that is neither accepted nor revoked: inviting it again sends that one anew. Whether one is pending or has expired is
-- told by expires_at.
create table app.invitations (
  organization_id uuid not null references app.organizations (id),
  id uuid not null,
  email text not null check (email = lower(email) and length(email) <= 320),
  name text check (length(name) between 1 and 200),
  role app.member_role not null,
  token_hash bytea not null check (length(token_hash) = 32),
  invited_by uuid not null,
  created_at timestamptz not null default now(),
  sent_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  primary key (organization_id, id),
  foreign key (organization_id, invited_by) references app.members (organization_id, id)
);
create unique index invitations_open on app.invitations (organization_id, email)
  where accepted_at is null and revoked_at is null;
create index invitations_inviter on app.invitations (organization_id, invited_by);
