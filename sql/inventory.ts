import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import pg from 'pg'
import { bypassing, roads } from '../db/urls.ts'
import {
  access,
  callers,
  catalogue,
  reaches,
  settings,
  tenantColumn,
  writesWhere,
} from './access.ts'
import { type Ask, type Rule, shape } from './shape.ts'

// What can be read from the catalog: the doors are shut the way sql/access.ts says, and the tables are built so that
// they stay shut. Each rule is a sentence, and finds what breaks it.

export type Finding = { promise: string; broken: string[] }

/** Every rule with what breaks it, as seen from one session of an administrator. */
export async function takeInventory(adminUrl: string): Promise<Finding[]> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    // Names in policy texts are printed in full only while app is not in the path.
    await client.query('set search_path = pg_catalog')
    const ask: Ask = async (text, ...values) =>
      (await client.query<{ found: string }>(text, values)).rows.map((row) => row.found)
    const findings: Finding[] = []
    for (const { promise, find } of rules) findings.push({ promise, broken: await find(ask) })
    return findings
  } finally {
    await client.end()
  }
}

/** What is there and should not be, then what should be there and is not. */
function differences(found: readonly string[], expected: readonly string[]): string[] {
  return [
    ...found.filter((each) => !expected.includes(each)).map((each) => `not allowed: ${each}`),
    ...expected.filter((each) => !found.includes(each)).map((each) => `missing: ${each}`),
  ]
}

const tables = `select relname::text as found from pg_class
  where relnamespace = 'app'::regnamespace and relkind in ('r', 'p', 'f')`

const doors: Rule[] = [
  {
    promise: 'Every table has its policy file, and every policy file its table',
    find: async (ask) =>
      differences(await ask(`${tables} and not relispartition`), namesOf('policies/*.sql')),
  },
  {
    promise: 'Every table is on the page of who may do what',
    find: async (ask) =>
      differences(await ask(`${tables} and not relispartition`), Object.keys(access)),
  },
  {
    promise: 'Row security is enabled and forced on every table but the public catalogue',
    find: (ask) =>
      ask(
        `${tables} and not (relrowsecurity and relforcerowsecurity) and relname <> all($1)`,
        catalogue,
      ),
  },
  {
    promise: 'The public catalogue holds no organization',
    find: (ask) =>
      ask(
        `select attrelid::regclass::text as found from pg_attribute
         where attrelid = any(array(select ('app.' || name)::regclass from unnest($1::text[]) as name))
           and attname = 'organization_id'`,
        catalogue,
      ),
  },
  {
    promise:
      'Each table has one permissive policy for all verbs for each road it serves, word for word as agreed',
    find: async (ask) =>
      differences(
        await ask(`
          select concat_ws(' ', tablename, array_to_string(roles, '+'), permissive, cmd,
            'using', coalesce(qual, 'nothing'), 'check', coalesce(with_check, 'nothing')) as found
          from pg_policies where schemaname = 'app'`),
        await expectedPolicies(ask),
      ),
  },
  {
    promise: 'Each road is granted the verbs and columns agreed, and nobody else anything',
    find: async (ask) => differences(await ask(everyGrant), expectedGrants()),
  },
  {
    promise:
      'No road may truncate, reference, trigger or maintain: row security does not see these',
    find: (ask) =>
      ask(
        `select road || ' on ' || relname as found from pg_class, unnest($1::text[]) as road
         where relnamespace = 'app'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
           and has_table_privilege(road, pg_class.oid, 'TRUNCATE, REFERENCES, TRIGGER, MAINTAIN')`,
        roads,
      ),
  },
  {
    promise: 'No road may move a row to another organization or delete where it looks anywhere',
    find: (ask) =>
      ask(
        `select road || ' on ' || relname as found
         from pg_class join pg_attribute on attrelid = pg_class.oid, unnest($1::text[]) as road
         where relnamespace = 'app'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
           and attname in ('organization_id', case when relname = 'organizations' then 'id' end)
           and (has_column_privilege(road, pg_class.oid, attnum, 'UPDATE')
             or road = 'oi_auth' and has_table_privilege(road, pg_class.oid, 'DELETE'))`,
        roads,
      ),
  },
  {
    promise: 'Partitions have row security, no policy and no grant',
    find: (ask) =>
      ask(`
        ${tables} and relispartition and (not relrowsecurity or not relforcerowsecurity
          or exists (select from aclexplode(relacl) where grantee <> relowner)
          or exists (select from pg_policy where polrelid = pg_class.oid)
          or exists (select from pg_attribute where attrelid = pg_class.oid and attacl is not null))`),
  },
  {
    promise: 'Functions are called by the roads named, and by nobody else',
    find: async (ask) =>
      differences(
        await ask(`
          select proname || ' ' || coalesce(grantee.rolname, 'PUBLIC') as found
          from pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) as acl
          left join pg_roles as grantee on grantee.oid = acl.grantee
          where pronamespace = 'app'::regnamespace and acl.grantee <> proowner`),
        Object.entries(callers).flatMap(([name, who]) => who.map((road) => `${name} ${road}`)),
      ),
  },
  {
    promise: "Each road's sessions start with the settings agreed, and no other setting exists",
    find: async (ask) =>
      differences(
        await ask(`
          select concat_ws(' ', coalesce(rolname, 'everyone'), setting) as found
          from pg_db_role_setting left join pg_roles on pg_roles.oid = setrole, unnest(setconfig) as setting
          where setdatabase in (0, (select oid from pg_database where datname = current_database()))`),
        roads.flatMap((road) => settings[road].map((setting) => `${road} ${setting}`)),
      ),
  },
]

const rules: readonly Rule[] = [...doors, ...shape]

/** The sentences, for a test of each. */
export const promises: readonly string[] = rules.map((rule) => rule.promise)

const everyGrant = `
  with entry as (
    select relname, acl.*, null::name as attname from pg_class, aclexplode(relacl) as acl
    where relnamespace = 'app'::regnamespace and acl.grantee <> relowner
    union all
    select relname, acl.*, attname from pg_class join pg_attribute on attrelid = pg_class.oid, aclexplode(attacl) as acl
    where relnamespace = 'app'::regnamespace and acl.grantee <> relowner
  )
  select concat(relname, ' ', coalesce(rolname, 'PUBLIC'), ' ', lower(privilege_type),
    case when bool_or(attname is not null)
      then '(' || string_agg(attname, ',' order by attname::text collate "C") || ')' end,
    case when is_grantable then ' with grant option' end) as found
  from entry left join pg_roles on pg_roles.oid = grantee
  group by relname, rolname, privilege_type, is_grantable, attname is null`

function expectedGrants(): string[] {
  return Object.entries(access).flatMap(([table, entries]) =>
    Object.entries(entries).flatMap(([road, verbs]) =>
      verbs.split(' ').map((verb) => `${table} ${road} ${verb}`),
    ),
  )
}

async function expectedPolicies(ask: Ask): Promise<string[]> {
  const withTenant = await ask(`
    select relname::text as found from pg_class join pg_attribute on attrelid = pg_class.oid
    where relnamespace = 'app'::regnamespace and attname = 'organization_id'`)
  return Object.entries(access).flatMap(([table, entries]) => {
    if (catalogue.includes(table)) return []
    const columns = withTenant.includes(table) ? ['organization_id'] : []
    const tenant = tenantColumn(table, columns)
    const own = `(${tenant} = ( SELECT app.current_org() AS current_org))`
    return roads
      .filter((road) => entries[road] && !bypassing.includes(road))
      .map((road) => {
        const using = tenant && reaches[road].reads === 'own' ? own : 'true'
        const check = writesWhere(road, table, tenant, own)
        return `${table} ${road} PERMISSIVE ALL using ${using} check ${check}`
      })
  })
}

function namesOf(pattern: string): string[] {
  return globSync(join(import.meta.dirname, pattern)).map((file) => basename(file, '.sql'))
}
