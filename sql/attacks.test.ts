import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Arrival, storeArrivals } from '../api/intake/store.ts'
import { scanDb } from '../db/connections.ts'
import { aDatabase, type TestDatabase } from '../db/testing.ts'
import { bypassing, type Road, roads } from '../db/urls.ts'
import { access, catalogue } from './access.ts'
import {
  fixtures,
  fresh,
  insertText,
  type Owner,
  ours,
  plant,
  type Row,
  theirs,
} from './fixtures.ts'

const attacks = [
  'set role oi_owner',
  'set role postgres',
  'set session authorization oi_owner',
  'set session authorization postgres',
  'alter role CURRENT bypassrls',
  'alter role CURRENT superuser',
  'alter role CURRENT createrole',
  `alter role CURRENT set app.org_id = '${theirs.id}'`,
  `alter role CURRENT set session_replication_role = 'replica'`,
  `alter database DATABASE set app.org_id = '${theirs.id}'`,
  'grant oi_owner to CURRENT',
  'grant pg_read_all_data to CURRENT',
  'alter table app.qr_codes disable row level security',
  'alter table app.qr_codes no force row level security',
  'create policy mine on app.qr_codes using (true)',
  'drop policy tenant on app.qr_codes',
  'alter policy tenant on app.qr_codes using (true)',
  `create or replace function app.current_org() returns uuid language sql as 'select null::uuid'`,
  'alter function app.current_org() leakproof',
  'drop function app.current_org() cascade',
  'truncate app.qr_codes',
  'create temporary table pg_class (id int)',
  'create table app.mine (id int)',
  'create table public.mine (id int)',
  'create schema mine',
  `create function public.mine() returns int language sql as 'select 1'`,
  'create extension pg_trgm',
  'create publication mine for all tables',
  'create event trigger mine on ddl_command_end execute function pg_sleep()',
  `copy app.plans to program 'cat'`,
  `copy app.plans from program 'true'`,
  `copy app.plans to '/tmp/plans'`,
  `select pg_read_file('/etc/passwd')`,
  `select pg_read_binary_file('/etc/passwd')`,
  `select pg_ls_dir('/')`,
  `select lo_import('/etc/passwd')`,
  `select lo_create(0)`,
  `select lo_from_bytea(0, 'x')`,
  `set session_replication_role = 'replica'`,
  'select * from pg_authid',
  'select * from pg_statistic',
  'select * from pg_largeobject',
  'select app.make_scan_partitions(now()::date, 1)',
  'select app.retire_scan_partitions(now()::date)',
  'drop owned by oi_owner',
  'reassign owned by oi_owner to CURRENT',
]

let database: TestDatabase
beforeAll(async () => {
  database = await aDatabase()
  await plant(database.admin)
  await database.admin.query('analyze')
})
afterAll(() => database.drop())

/** As that road inside our organization; nothing stays. */
async function within<T>(road: Road, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await database.pools[road].connect()
  try {
    await client.query('begin read write')
    await client.query("select set_config('app.org_id', $1, true)", [ours.id])
    return await work(client)
  } finally {
    await client.query('rollback')
    client.release()
  }
}

async function failureOf(
  client: pg.ClientBase,
  text: string,
): Promise<pg.DatabaseError | undefined> {
  return client.query(text).then(
    () => undefined,
    (error: pg.DatabaseError) => error,
  )
}

describe('a road that an attacker has taken over', () => {
  it.each(attacks)('is refused: %s', async (attack) => {
    for (const road of roads) {
      const isKeepers = road === 'oi_keeper' && attack === 'set role oi_owner'
      if (isKeepers) continue
      const name = new URL(database.adminUrl).pathname.slice(1)
      const text = attack.replace('CURRENT', road).replace('DATABASE', name)
      const error = await within(road, (client) => failureOf(client, text))
      expect(error?.code, `as ${road}: ${error?.message}`).toBe('42501')
    }
  })

  it.each([
    'alter system set row_security = off',
    'create database mine',
    "create tablespace mine location '/tmp'",
  ])('is refused outside a transaction too: %s', async (attack) => {
    for (const road of roads) {
      const error = await database.pools[road].query(attack).catch((refusal) => refusal)
      // 25006 is the read-only default of the roads that only read, which speaks first.
      expect(['oi_export', 'oi_admin'].includes(road) ? ['42501', '25006'] : ['42501']).toContain(
        error.code,
      )
    }
  })

  it('learns nothing of other organizations from the statistics of their tables', async () => {
    const secured = Object.keys(access).filter((table) => !catalogue.includes(table))
    for (const road of roads.filter((each) => !bypassing.includes(each))) {
      const { rows } = await within(road, (client) =>
        client.query('select from pg_stats where schemaname = $1 and tablename = any($2)', [
          'app',
          secured,
        ]),
      )
      expect(rows).toEqual([])
    }
  })

  it('cannot smuggle a second statement in through a value', async () => {
    const text = `x'; set role oi_owner; --`
    const { rows } = await within('oi_app', (client) =>
      client.query('select current_user::text as road, $1::text as value', [text]),
    )
    expect(rows).toEqual([{ road: 'oi_app', value: text }])
  })
})

type Reference = { table: string; column: string }

/** Every foreign key from one tenant table to another, by the column that names the row over there. */
async function listReferences(): Promise<Reference[]> {
  const { rows } = await database.admin.query<Reference>(
    `select relname as table, attname as column
     from pg_constraint join pg_class on pg_class.oid = conrelid
     join pg_attribute on attrelid = conrelid and attnum = conkey[cardinality(conkey)]
     where contype = 'f' and conparentid = 0 and cardinality(conkey) > 1 and connamespace = 'app'::regnamespace`,
  )
  return rows
}

const random = 'dddddddd-0000-7000-8000-000000000001'

/** All a client could tell from an error; the text of the row is its own. */
function told(error: pg.DatabaseError | undefined): object {
  const { code, message, detail, constraint, table, column, hint, where } = error ?? {}
  return { code, message, detail, constraint, table, column, hint, where }
}

describe('an id of another organization', () => {
  it('is answered by every foreign key byte for byte as an id that does not exist', async () => {
    const references = await listReferences()
    let probes = 0
    for (const { table, column } of references) {
      const foreign = await idOf(table, column)
      for (const road of roads) {
        if (!mayInsert(access[table]?.[road], column)) continue
        const row = fixtures[table]?.(ours, fresh)
        const probe = (id: string) =>
          within(road, (client) =>
            failureOf(client, insertText(table, { ...row, ...instead[column], [column]: id })),
          )
        const [existing, missing] = [await probe(foreign), await probe(random)]
        expect(existing?.code, `${table}.${column} as ${road}`).toBe('23503')
        expect(JSON.stringify(told(existing)).replaceAll(foreign, random)).toBe(
          JSON.stringify(told(missing)),
        )
        expect(existing?.detail ?? '').not.toContain(theirs.id)
        probes += 1
      }
    }
    expect(references.length).toBeGreaterThanOrEqual(6)
    expect(probes).toBeGreaterThanOrEqual(6)
  })

  it('is free to be used again: no primary key tells that it is taken', async () => {
    for (const table of ['qr_codes', 'activity_log', 'exports']) {
      const taken = fixtures[table]?.(theirs, 0)
      const row: Row = { ...fixtures[table]?.(ours, fresh), id: taken?.id ?? null }
      expect(await within('oi_app', (client) => failureOf(client, insertText(table, row)))).toBe(
        undefined,
      )
    }
  })

  it('is changed as little as one that does not exist', async () => {
    const foreign = fixtures.qr_codes?.(theirs, 0)?.id
    for (const id of [foreign, random]) {
      const { rowCount } = await within('oi_app', (client) =>
        client.query(`update app.qr_codes set name = 'mine' where id = $1`, [id]),
      )
      expect(rowCount).toBe(0)
    }
  })
})

/** Whether a road's grants let it write this column of a new row: "insert", or "insert(one,other)". */
function mayInsert(grants = '', column: string): boolean {
  const [insert, columns] = /\binsert(?:\(([^)]*)\))?/.exec(grants) ?? []
  return insert !== undefined && (columns === undefined || columns.split(',').includes(column))
}

/** What a row must not have beside the reference: a code leads to a file or to an address. */
const instead: Record<string, Row> = { upload_id: { target_url: null } }

/** What our row would name if it named theirs. */
async function idOf(table: string, column: string): Promise<string> {
  const row: Row = fixtures[table]?.(theirs, 0) ?? {}
  const named = row[column] ?? fixtures.activity_log?.(theirs, 0).member_id
  return String(named)
}

describe('the notice of stored scans', () => {
  it('names organizations and nothing else of a scan', async () => {
    const heard: (string | undefined)[] = []
    const listener = await database.pools.listener()
    listener.on('notification', (notice) => heard.push(notice.payload))
    await listener.query('listen scan_stored')
    const stored = await storeArrivals(scanDb(database.pools), [ours, theirs].map(anArrival))
    await expect.poll(() => heard.length).toBe(1)
    await listener.end()
    expect(stored).toBe(2)
    expect(heard).toEqual([[ours.id, theirs.id].join(',')])
  })

  it('names nobody when it would grow longer than a notice may be', async () => {
    const { rows } = await database.admin.query<{ organization_id: string; id: string }>(
      `with company as (
         insert into organizations (id, name, email, plan_id)
         select gen_random_uuid(), 'Company', 'c@example.test', 'enterprise' from generate_series(1, 250) returning id
       )
       insert into qr_codes (organization_id, id, slug, name, target_url)
       select id, id, left(md5(id::text), 12), 'Code', 'https://example.com/' from company
       returning organization_id, id`,
    )
    const heard: (string | undefined)[] = []
    const listener = await database.pools.listener()
    listener.on('notification', (notice) => heard.push(notice.payload))
    await listener.query('listen scan_stored')
    const batch = rows.map((row) => {
      return { ...anArrival(ours), ...row, qr_code_id: row.id, visitor_hash: null }
    })
    expect(await storeArrivals(scanDb(database.pools), batch)).toBe(250)
    await expect.poll(() => heard).toEqual(['*'])
    await listener.end()
  })
})

function anArrival(owner: Owner): Arrival {
  const canary = `canary-${owner.mark}`
  return {
    organization_id: owner.id,
    id: `${owner.id.slice(0, -4)}9999`,
    scanned_at: new Date().toISOString(),
    qr_code_id: String(fixtures.qr_codes?.(owner, 0).id),
    outcome: 'REDIRECTED',
    classification: 'HUMAN',
    reason: null,
    classifier_version: 1,
    source: 'QR',
    method: 'GET',
    purpose: canary,
    excluded: null,
    ip_prefix: '192.0.2.0/24',
    visitor_hash: `\\x${'ab'.repeat(16)}`,
    person_key: `\\x${'cd'.repeat(16)}`,
    user_agent: canary,
    referrer: canary,
    country_code: 'XX',
    country: canary,
    region: canary,
    city: canary,
    device_type: 'phone',
    os: canary,
    browser: canary,
  }
}
