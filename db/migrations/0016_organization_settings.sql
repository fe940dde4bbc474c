-- What an organization decides about itself. shares_data is its word on the anonymised data product, with when and whose it was:
-- null is no word, and what holds then depends on the country (sql/functions/data_sharing.sql).
alter table app.organizations
  add column version integer not null default 1,
  add column updated_at timestamptz not null default now(),
  add column country_code text check (country_code ~ '^[A-Z]{2}$'),
  add column shares_data boolean,
  add column shares_data_at timestamptz,
  add column shares_data_by uuid,
  add constraint organizations_shares_data_said check ((shares_data is null) = (shares_data_at is null)),
  add constraint organizations_shares_data_by foreign key (id, shares_data_by)
    references app.members (organization_id, id);
create index organizations_shares_data_by on app.organizations (id, shares_data_by);
comment on column app.organizations.version is 'Rises with each change of the settings.';
comment on column app.organizations.country_code is 'ISO 3166-1 alpha-2; at sign-up the country of the address it came from, when that is known.';
comment on column app.organizations.requested_plan_id is 'A plan asked for, at sign-up or later; billing or an admin grants it, the client never does.';
