-- Large exports are made by a job and every finished file is kept in the store, so a row also says how far it is, how often
-- it was tried, what went wrong, and what is in the file. `filter` and `recipe` are what was wished beside the range:
-- which hits or codes, and for a custom export its columns, order and grouping. `snapshot` is what had been committed when
-- the export was asked for: a scan that waited on a disk meanwhile is not in it, whenever the file is made.
alter type app.export_format add value 'JSON';

alter table app.exports
  add column filter jsonb,
  add column recipe jsonb,
  add column snapshot pg_snapshot not null default pg_current_snapshot(),
  add column is_background boolean not null default false,
  add column estimated_rows bigint,
  add column progress_rows bigint not null default 0,
  add column attempts integer not null default 0,
  add column started_at timestamptz,
  add column finished_at timestamptz,
  add column failure text,
  add column columns text[],
  add column classification_version integer,
  add column storage_id uuid;

-- Files that are kept already lie under the id of their export.
alter table app.exports no force row level security;
update app.exports set storage_id = id, finished_at = created_at where sha256 is not null;
alter table app.exports force row level security;
