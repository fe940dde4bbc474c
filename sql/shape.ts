import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bypassing, roads } from '../db/urls.ts'
import { callers, catalogue } from './access.ts'

// Rules about how tables, functions and roles are made, whatever was granted on them.

/** Asks the catalog; the statement calls its one column "found". */
export type Ask = (text: string, ...values: unknown[]) => Promise<string[]>

export type Rule = { promise: string; find(ask: Ask): Promise<string[]> }

/**
 * Unique over all organizations: a slug is public and made by the server; rejects are read by OI's staff only; a mail may be
 * nobody's, and its random id is made by the server and told to nobody.
 */
const globalUniques = ['qr_slugs.slug', 'scan_rejects.id', 'outbox.id']
/** Found before the tenant is known (the auth road asks which organizations a person belongs to). */
const globalIndexes = ['members_user']
/** SECURITY DEFINER functions run past all policies; these put a job into tables that are nothing but jobs. */
const definers = [
  'app.enqueue(text,json,text,timestamp with time zone)',
  'app.enqueue_platform(text,json,text,timestamp with time zone)',
]
/** Called for every cell of an export. */
const ofCells = ['csv_text', 'xlsx_text']

/** Tables (and partitions) that hold rows of organizations, with the column that says whose. */
const tenantTables = `
  select pg_class.oid, relname, attname, attnum
  from pg_class join pg_attribute on attrelid = pg_class.oid
  where relnamespace = 'app'::regnamespace and relkind in ('r', 'p')
    and attname = case when relname = 'organizations' then 'id' else 'organization_id' end`

const tableRules: Rule[] = [
  {
    promise:
      'Every key of a tenant table starts with the organization, so that no key tells of another',
    find: (ask) =>
      ask(
        `with tenant as (${tenantTables})
         select tenant.relname || '.' || pg_get_indexdef(indexrelid, 1, true) as found
         from tenant join pg_index on indrelid = tenant.oid
         where indisunique and indkey[0] <> tenant.attnum
           and tenant.relname || '.' || pg_get_indexdef(indexrelid, 1, true) <> all($1)`,
        globalUniques,
      ),
  },
  {
    promise: 'Every index of a tenant table starts with the organization',
    find: (ask) =>
      ask(
        `with tenant as (${tenantTables})
         select index.relname::text as found
         from tenant join pg_index on indrelid = tenant.oid join pg_class as index on index.oid = indexrelid
         where indkey[0] <> tenant.attnum and not indisunique and index.relname <> all($1)`,
        globalIndexes,
      ),
  },
  {
    promise: 'A foreign key between tenant tables carries the organization on both sides',
    find: (ask) =>
      ask(`
        with tenant as (${tenantTables})
        select conname::text as found
        from pg_constraint
        join tenant as child on child.oid = conrelid
        join tenant as parent on parent.oid = confrelid
        where contype = 'f' and not exists (
          select from unnest(conkey, confkey) as pair (here, there)
          where here = child.attnum and there = parent.attnum)`),
  },
  {
    promise: 'No table without an organization refers to one that has it',
    find: (ask) =>
      ask(`
        with tenant as (${tenantTables})
        select conname::text as found from pg_constraint
        where contype = 'f' and confrelid in (select oid from tenant)
          and conrelid not in (select oid from tenant)`),
  },
  {
    promise: 'Every foreign key has an index that serves it (the catalogue is never deleted from)',
    find: (ask) =>
      ask(
        `select conname::text as found from pg_constraint join pg_class as parent on parent.oid = confrelid
         where contype = 'f' and connamespace = 'app'::regnamespace and parent.relname <> all($1)
           and not exists (
             select from pg_index where indrelid = conrelid
               and (indkey::int2[])[0:cardinality(conkey) - 1] @> conkey and indpred is null)`,
        catalogue,
      ),
  },
  {
    promise: 'No trigger and no rule runs on a table',
    find: (ask) =>
      ask(`
        select tgname::text as found from pg_trigger join pg_class on pg_class.oid = tgrelid
        where relnamespace = 'app'::regnamespace and not tgisinternal
        union all
        select rulename || ' on ' || relname from pg_rewrite join pg_class on pg_class.oid = ev_class
        where relnamespace = 'app'::regnamespace and rulename <> '_RETURN'`),
  },
  {
    promise: 'No number counts up over all organizations: there are no sequences',
    find: (ask) =>
      ask(`
        select relname::text as found from pg_class
        where relnamespace = 'app'::regnamespace and relkind = 'S'`),
  },
  {
    promise: 'Every view asks the policies of its reader, and belongs to the owner',
    find: (ask) =>
      ask(`
        select relname::text as found from pg_class
        where relnamespace = 'app'::regnamespace and relkind = 'v'
          and (relowner <> 'oi_owner'::regrole or not coalesce(reloptions @> '{security_invoker=true}', false))`),
  },
  {
    promise: 'There are no materialized views and no foreign tables: they can have no row security',
    find: (ask) =>
      ask(`
        select relname::text as found from pg_class
        where relnamespace = 'app'::regnamespace and relkind in ('m', 'f')`),
  },
]

const functionRules: Rule[] = [
  {
    promise:
      'No function runs with the rights of its owner, but the two that enqueue: as the owner of the jobs',
    find: (ask) =>
      ask(
        `select pg_proc.oid::regprocedure::text as found from pg_proc
         where pronamespace in ('app'::regnamespace, 'graphile_worker'::regnamespace)
           and prosecdef <> (pg_proc.oid::regprocedure::text = any($1))`,
        definers,
      ),
  },
  {
    // A setting of its own keeps a function from being taken into the statement that calls it, which costs ten times as much
    // a row. Those that are called for every cell of an export have none: their names were bound when they were made.
    promise:
      'Every function has an empty search path, a comment and no claim to be leakproof; those of cells have bound names instead',
    find: (ask) =>
      ask(
        `select proname::text as found from pg_proc
         where pronamespace = 'app'::regnamespace
           and (proleakproof or obj_description(oid, 'pg_proc') is null
             or not coalesce(proconfig @> '{"search_path=\\"\\""}', proname = any($1) and prosqlbody is not null))`,
        ofCells,
      ),
  },
  {
    promise: 'Every function is on the page of who may call what, and says how volatile it is',
    find: async (ask) => {
      const found = await ask(`
        select distinct proname::text as found from pg_proc where pronamespace = 'app'::regnamespace`)
      const stated = [
        ...functionSources().matchAll(
          /function app\.(\w+)\([^;$]*?\blanguage \w+ (?:immutable|stable|volatile)\b/g,
        ),
      ].map((match) => match[1])
      return found.filter((name) => !(name in callers) || !stated.includes(name))
    },
  },
  {
    promise: 'The tenant is read by a STABLE function, so that no plan keeps it',
    find: (ask) =>
      ask(`
        select 'current_org is ' || coalesce((select provolatile::text from pg_proc
          where oid = to_regprocedure('app.current_org()')), 'missing') as found
        where not exists (select from pg_proc
          where oid = to_regprocedure('app.current_org()') and provolatile = 's')`),
  },
]

const roleRules: Rule[] = [
  {
    promise:
      'Every road logs in, inherits nothing and cannot make roles; the staff’s alone sees past row security',
    find: (ask) =>
      ask(
        `select road as found from unnest($1::text[]) as road left join pg_roles on rolname = road
         where rolname is null or not rolcanlogin or rolinherit or rolsuper
           or rolbypassrls <> (road = any($2)) or rolcreaterole or rolcreatedb or rolreplication`,
        roads,
        bypassing,
      ),
  },
  {
    promise: 'Nobody logs in as an owner, and no owner can bypass row security',
    find: (ask) =>
      ask(`
        select rolname::text as found from pg_roles
        where rolname in ('oi_owner', 'oi_jobs') and (rolcanlogin or rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)`),
  },
  {
    promise:
      'No road is a member of anything, but the keeper may act as the owner and the worker as the owner of the jobs when they say so',
    find: (ask) =>
      ask(
        `select member::regrole || ' in ' || roleid::regrole as found from pg_auth_members
         where (member::regrole::text = any($1) or member in ('oi_owner'::regrole, 'oi_jobs'::regrole))
           and not ((member = 'oi_keeper'::regrole and roleid = 'oi_owner'::regrole
               or member = 'oi_worker'::regrole and roleid = 'oi_jobs'::regrole)
             and not inherit_option and not admin_option)`,
        roads,
      ),
  },
  {
    promise:
      'The owner owns the schema and everything in it, the owner of the jobs all that has to do with jobs',
    find: (ask) =>
      ask(
        `
        select 'schema ' || nspname as found from pg_namespace where nspname = 'app' and nspowner <> 'oi_owner'::regrole
        union all
        select relname from pg_class where relnamespace = 'app'::regnamespace and relowner <> 'oi_owner'::regrole
        union all
        select proname from pg_proc where pronamespace = 'app'::regnamespace
          and proowner <> case when pg_proc.oid::regprocedure::text = any($1) then 'oi_jobs' else 'oi_owner' end::regrole
        union all
        select typname from pg_type where typnamespace = 'app'::regnamespace and typowner <> 'oi_owner'::regrole
        union all
        select 'schema ' || nspname from pg_namespace where nspname = 'graphile_worker' and nspowner <> 'oi_jobs'::regrole
        union all
        select relname from pg_class where relnamespace = 'graphile_worker'::regnamespace and relowner <> 'oi_jobs'::regrole
        union all
        select proname from pg_proc where pronamespace = 'graphile_worker'::regnamespace and proowner <> 'oi_jobs'::regrole`,
        definers,
      ),
  },
  {
    promise:
      'The jobs are their owner’s: nobody else enters their schema, and nothing in it is granted',
    find: (ask) =>
      ask(`
        select 'schema to ' || coalesce(rolname, 'PUBLIC') as found
        from pg_namespace, aclexplode(nspacl) as acl left join pg_roles on pg_roles.oid = acl.grantee
        where nspname = 'graphile_worker' and acl.grantee <> nspowner
        union all
        select relname || ' to ' || coalesce(rolname, 'PUBLIC')
        from pg_class, aclexplode(relacl) as acl left join pg_roles on pg_roles.oid = acl.grantee
        where relnamespace = 'graphile_worker'::regnamespace and acl.grantee <> relowner`),
  },
  {
    promise:
      'The owner of the jobs has no right on a table and may make nothing in the schema of the product',
    find: (ask) =>
      ask(`
        select relname::text as found from pg_class
        where relnamespace = 'app'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
          and (has_table_privilege('oi_jobs', pg_class.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
            or has_any_column_privilege('oi_jobs', pg_class.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))
        union all
        select 'schema app' where has_schema_privilege('oi_jobs', 'app', 'CREATE')
        union all
        select 'the database' where has_database_privilege('oi_jobs', current_database(), 'CREATE, TEMP')`),
  },
  {
    promise: 'No road can make anything: no schema, no table, no temporary table, no large object',
    find: (ask) =>
      ask(
        `select road || ' in ' || nspname as found from pg_namespace, unnest($1::text[]) as road
         where has_schema_privilege(road, pg_namespace.oid, 'CREATE')
         union all
         select road || ' in the database' from unnest($1::text[]) as road
         where has_database_privilege(road, current_database(), 'CREATE, TEMP')
         union all
         select road || ' through ' || pg_proc.oid::regprocedure from pg_proc, unnest($1::text[]) as road
         where pronamespace = 'pg_catalog'::regnamespace
           and proname in ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_put', 'lo_open', 'lowrite', 'lo_import', 'lo_export')
           and has_function_privilege(road, pg_proc.oid, 'EXECUTE')`,
        roads,
      ),
  },
  {
    promise: 'New tables and functions are granted to nobody on their own',
    find: (ask) =>
      ask(`
        select defaclobjtype::text || ' to ' || coalesce(rolname, 'PUBLIC') as found
        from pg_default_acl, aclexplode(defaclacl) as acl left join pg_roles on pg_roles.oid = acl.grantee
        where acl.grantee <> defaclrole
        union all
        select 'functions to PUBLIC' where not exists (
          select from pg_default_acl where defaclrole = 'oi_owner'::regrole and defaclobjtype = 'f' and defaclnamespace = 0)`),
  },
  {
    promise: 'No extension, foreign server or publication leads out of the database',
    find: (ask) =>
      ask(`
        select extname::text as found from pg_extension where extname <> 'plpgsql'
        union all select srvname from pg_foreign_server
        union all select pubname from pg_publication`),
  },
]

export const shape: readonly Rule[] = [...tableRules, ...functionRules, ...roleRules]

function functionSources(): string {
  const files = globSync(join(import.meta.dirname, 'functions/*.sql'))
  return files.map((file) => readFileSync(file, 'utf8')).join('\n')
}
