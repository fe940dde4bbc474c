import type { Road } from '../db/urls.ts'
import { ours } from './fixtures.ts'

/** A mistake, and how to take it back. */
export type Mutant = {
  name: string
  /** `policies` mistakes are looked at where everything is granted, so that no grant hides them. */
  layer: 'policies' | 'grants'
  /** Where the matrix must see it; nowhere when rows are no easier to reach, then the inventory must. */
  only: readonly string[]
  roads?: readonly Road[]
  apply: string
  undo: string
}

const currentOrg = (volatility: string, body: string): string => `
  create or replace function app.current_org() returns uuid language plpgsql ${volatility} parallel safe
  set search_path = '' as $$ ${body} $$`
const raising = `
  declare tenant text := current_setting('app.org_id', true);
  begin
    if tenant is null or tenant = '' then
      raise exception 'tenant context missing' using errcode = '42501';
    end if;
    return tenant::uuid;
  end`
const silent = "begin return nullif(current_setting('app.org_id', true), '')::uuid; end"
const defaulting = `begin return coalesce(nullif(current_setting('app.org_id', true), ''), '${ours.id}')::uuid; end`

/** The partition that the fixtures make at run time. */
const partition = 'qr_scan_events_2031_01'

const grants = (name: string, only: string[], apply: string, undo: string): Mutant => ({
  name,
  layer: 'grants',
  only,
  apply,
  undo,
})

const contextMutants: Mutant[] = [
  ['current_org is IMMUTABLE', currentOrg('immutable', raising)],
  ['current_org is IMMUTABLE and silent', currentOrg('immutable', silent)],
  ['current_org is silent when unset', currentOrg('stable', silent)],
  ['current_org has a default', currentOrg('stable', defaulting)],
].map(([name = '', apply = '']) => grants(name, ['qr_codes'], apply, currentOrg('stable', raising)))

const relationMutants: Mutant[] = [
  grants(
    'a partition is granted',
    [partition],
    `grant select on app.${partition} to oi_app`,
    `revoke select on app.${partition} from oi_app`,
  ),
  grants(
    'a partition is granted and has no row security',
    [partition],
    `grant select on app.${partition} to oi_app; alter table app.${partition} disable row level security`,
    `revoke select on app.${partition} from oi_app; alter table app.${partition} enable row level security`,
  ),
  grants(
    'a partition has a policy',
    [],
    `create policy mutant on app.${partition} using (true)`,
    `drop policy mutant on app.${partition}`,
  ),
  grants(
    'a view with the rights of its owner',
    ['mutant'],
    'create view app.mutant as select * from app.qr_codes; grant select on app.mutant to oi_app',
    'drop view app.mutant',
  ),
  grants(
    'a materialized view',
    ['mutant'],
    'create materialized view app.mutant as select * from app.qr_codes; grant select on app.mutant to oi_app',
    'drop materialized view app.mutant',
  ),
  grants(
    'a table nobody wrote a policy, a page or a fixture for',
    ['mutant'],
    'create table app.mutant (organization_id uuid primary key)',
    'drop table app.mutant',
  ),
  grants(
    'a table without row security',
    ['mutant'],
    'create table app.mutant as select * from app.qr_codes; grant select on app.mutant to oi_app',
    'drop table app.mutant',
  ),
  grants(
    'new tables are granted by themselves',
    [],
    'alter default privileges for role oi_owner in schema app grant select on tables to oi_app',
    'alter default privileges for role oi_owner in schema app revoke select on tables from oi_app',
  ),
  grants(
    'a key that starts with no organization',
    [],
    'create unique index mutant on app.qr_codes (slug)',
    'drop index app.mutant',
  ),
  grants(
    'an index that starts with no organization',
    [],
    'create index mutant on app.qr_codes (name)',
    'drop index app.mutant',
  ),
  grants(
    'a foreign key without the organization',
    [],
    `alter table app.organization_usage add other uuid;
     alter table app.organization_usage add constraint mutant foreign key (other) references app.organizations (id)`,
    'alter table app.organization_usage drop column other',
  ),
  grants(
    'a person of one organization only',
    [],
    'alter table app.users add home uuid references app.organizations (id)',
    'alter table app.users drop column home',
  ),
  grants(
    'an organization in the public catalogue',
    [],
    'alter table app.plans add organization_id uuid',
    'alter table app.plans drop column organization_id',
  ),
  grants(
    'a trigger',
    [],
    `create function app.mutant() returns trigger language plpgsql as 'begin return new; end';
     create trigger mutant before insert on app.qr_codes for each row execute function app.mutant()`,
    'drop function app.mutant() cascade',
  ),
  grants('a sequence', [], 'create sequence app.mutant', 'drop sequence app.mutant'),
  grants('a publication', [], 'create publication mutant', 'drop publication mutant'),
]

const functionMutants: Mutant[] = [
  ['is asked for every row', 'app.current_org() volatile', 'stable'],
  ['runs as its owner', 'app.release(app.resource, bigint) security definer', 'security invoker'],
  ['is leakproof', 'app.current_org() leakproof', 'not leakproof'],
  ['searches a path', 'app.current_org() reset search_path', "set search_path = ''"],
].map(([mistake = '', change = '', back = '']) => {
  const [name = ''] = change.split(/(?<=\)) /)
  return grants(
    `a function ${mistake}`,
    [],
    `alter function ${change}`,
    `alter function ${name} ${back}`,
  )
})

const jobMutants: Mutant[] = [
  grants(
    'a third function runs as the owner of the jobs',
    [],
    `create function app.enqueue(task text) returns void language sql volatile security definer
       set search_path = '' as 'select';
     alter function app.enqueue(text) owner to oi_jobs;
     revoke execute on function app.enqueue(text) from public`,
    'drop function app.enqueue(text)',
  ),
  grants(
    'enqueueing runs as the owner of the tables',
    [],
    'alter function app.enqueue(text, json, text, timestamptz) owner to oi_owner',
    'alter function app.enqueue(text, json, text, timestamptz) owner to oi_jobs',
  ),
  grants(
    'an organization enqueues for the platform',
    [],
    'grant execute on function app.enqueue_platform(text, json, text, timestamptz) to oi_app',
    'revoke execute on function app.enqueue_platform(text, json, text, timestamptz) from oi_app',
  ),
  grants(
    'a road enters the jobs',
    [],
    'grant usage on schema graphile_worker to oi_app',
    'revoke usage on schema graphile_worker from oi_app',
  ),
  grants(
    'the owner of the jobs reads a table',
    [],
    'grant select (name) on app.qr_codes to oi_jobs',
    'revoke select (name) on app.qr_codes from oi_jobs',
  ),
  grants(
    'a road is the owner of the jobs too',
    [],
    'grant oi_jobs to oi_app with inherit false, set true',
    'revoke oi_jobs from oi_app',
  ),
]

const opened: Mutant[] = [
  ['bypasses row security', 'alter role oi_app bypassrls', 'alter role oi_app nobypassrls'],
  ['is a superuser', 'alter role oi_app superuser', 'alter role oi_app nosuperuser'],
  ['is the owner too', 'grant oi_owner to oi_app with inherit true', 'revoke oi_owner from oi_app'],
  [
    'reads everything',
    'grant pg_read_all_data to oi_app with inherit true',
    'revoke pg_read_all_data from oi_app',
  ],
  [
    'is the auth road too',
    'grant oi_auth to oi_app with inherit true',
    'revoke oi_auth from oi_app',
  ],
  [
    'starts inside an organization',
    `alter role oi_app set app.org_id = '${ours.id}'`,
    'alter role oi_app reset app.org_id',
  ],
].map(([name = '', apply = '', undo = '']) =>
  grants(`oi_app ${name}`, ['qr_codes', 'sessions'], apply, undo),
)

const loosened: Mutant[] = [
  ['oi_app inherits', 'alter role oi_app inherit', 'alter role oi_app noinherit'],
  ['oi_app may make roles', 'alter role oi_app createrole', 'alter role oi_app nocreaterole'],
  ['the owner logs in', 'alter role oi_owner login', 'alter role oi_owner nologin'],
  [
    'a road starts without its time limit',
    'alter role oi_app reset statement_timeout',
    "alter role oi_app set statement_timeout = '5s'",
  ],
  [
    'everybody may create',
    'grant create on schema public to public',
    'revoke create on schema public from public',
  ],
  [
    'a road may create',
    'grant create on schema app to oi_app',
    'revoke create on schema app from oi_app',
  ],
  [
    'a stranger may read',
    'create role mutant; grant select on app.qr_codes to mutant',
    'drop owned by mutant; drop role mutant',
  ],
  [
    'everybody may call a function',
    'grant execute on function app.current_org() to public',
    'revoke execute on function app.current_org() from public',
  ],
  [
    'large objects are open',
    'grant execute on function lo_create(oid) to public',
    'revoke execute on function lo_create(oid) from public',
  ],
  [
    'a table may be referenced',
    'grant references on app.qr_codes to oi_app',
    'revoke references on app.qr_codes from oi_app',
  ],
].map(([name = '', apply = '', undo = '']) => grants(name, [], apply, undo))

export const wholeMutants: readonly Mutant[] = [
  ...contextMutants,
  ...relationMutants,
  ...functionMutants,
  ...jobMutants,
  ...opened,
  ...loosened,
]
