-- A file of an organization. Its row is written when it is announced (PENDING) and says how large it will be and of what
-- type; the bytes go past GraphQL into the store, where they wait under the row's own id. Once they are looked at, a copy of
-- them is kept under storage_id, which nobody outside can write to: what was verified is what is shown. Only a READY file
-- counts. A deleted one gives its room back and can be restored for thirty days; then its bytes go (storage_id null) and
-- its row stays, because deleted codes may refer to it.
create type app.upload_status as enum ('PENDING', 'READY');
create type app.upload_type as enum ('PDF', 'PNG', 'JPG', 'WEBP', 'MP4', 'MP3');

create table app.uploaded_files (
  organization_id uuid not null references app.organizations (id),
  id uuid not null,
  name text not null check (length(name) between 1 and 200),
  type app.upload_type not null,
  size_bytes bigint not null check (size_bytes > 0),
  status app.upload_status not null default 'PENDING',
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  storage_id uuid,
  campaign_id uuid,
  version integer not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (organization_id, id),
  foreign key (organization_id, created_by) references app.members (organization_id, id),
  foreign key (organization_id, campaign_id) references app.campaigns (organization_id, id),
  check ((status = 'READY') = (sha256 is not null))
);
create index uploaded_files_created_by on app.uploaded_files (organization_id, created_by);
create index uploaded_files_campaign_id on app.uploaded_files (organization_id, campaign_id);

-- A code leads to a link or shows a file.
alter table app.qr_codes
  alter column target_url drop not null,
  add column upload_id uuid,
  add foreign key (organization_id, upload_id) references app.uploaded_files (organization_id, id),
  add constraint qr_codes_target check (num_nonnulls(target_url, upload_id) = 1);
create index qr_codes_upload_id on app.qr_codes (organization_id, upload_id);
