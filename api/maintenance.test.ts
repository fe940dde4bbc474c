import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scanDb, withKeeper } from '../db/connections.ts'
import { aDatabase, anOrganization, aQrCode, type TestDatabase } from '../db/testing.ts'
import { storeArrivals } from './intake/store.ts'
import { anArrival, until } from './intake/testing.ts'
import { keepHouse } from './maintenance.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await aDatabase()
})
afterAll(() => database.drop())

const admin = (text: string, values: unknown[] = []) => database.admin.query(text, values)
/** One round; what failed in it. */
async function keep(): Promise<{ step: string; code: unknown }[]> {
  const failures: { step: string; code: unknown }[] = []
  await keepHouse(database.pools, (step, error) =>
    failures.push({ step, code: (error as { code?: unknown }).code }),
  )
  return failures
}

async function partitions(): Promise<
  { name: string; isForced: boolean; policies: number; grants: number }[]
> {
  const { rows } = await admin(
    `select relname as name, relrowsecurity and relforcerowsecurity as "isForced",
       (select count(*)::int from pg_policy where polrelid = pg_class.oid) as policies,
       (select count(*)::int from information_schema.role_table_grants where table_name = relname
         and grantee like 'oi\\_%' and grantee <> 'oi_owner') as grants
     from pg_inherits join pg_class on pg_class.oid = inhrelid
     where inhparent = 'qr_scan_events'::regclass order by relname`,
  )
  return rows
}

/** The partition of the month so many months from now. */
function month(offset: number): string {
  const now = new Date()
  const date = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1))
  return `qr_scan_events_${date.toISOString().slice(0, 7).replace('-', '_')}`
}

describe('Keeping house', () => {
  it('makes the months to come before they are needed, each behind forced row security', async () => {
    for (const offset of [1, 2, 3]) await admin(`drop table if exists ${month(offset)}`)
    expect(await keep()).toEqual([])
    const names = (await partitions()).map(({ name }) => name)
    for (const offset of [0, 1, 2, 3]) expect(names).toContain(month(offset))
    for (const each of await partitions())
      expect(each, each.name).toMatchObject({ isForced: true, policies: 0, grants: 0 })
  })

  it('retires months older than twenty-five, and no younger one', async () => {
    await admin(`select make_scan_partitions((now() - interval '28 months')::date, 5)`)
    expect(await keep()).toEqual([])
    const names = (await partitions()).map(({ name }) => name)
    for (const offset of [-28, -27, -26]) expect(names).not.toContain(month(offset))
    for (const offset of [-25, -24]) expect(names).toContain(month(offset))
  })

  it('destroys a salt within 48 hours of its local day, wherever that was, and never before its end', async () => {
    const { organizationId } = await anOrganization(database)
    const days = [-4, -3, -2, -1, 0, 1]
    for (const offset of days) {
      const day = `((now() at time zone 'UTC')::date + ${offset})`
      await admin(
        `insert into visitor_salts (organization_id, local_date, salt) values ($1, ${day}, decode(repeat('00', 16), 'hex'))`,
        [organizationId],
      )
      await admin(
        `insert into person_salts (day, salt) values (${day}, decode(repeat('00', 16), 'hex')) on conflict do nothing`,
      )
    }
    await keep()
    const { rows } = await admin(
      `select local_date::timestamp at time zone 'UTC' as day from visitor_salts where organization_id = $1`,
      [organizationId],
    )
    const kept = rows.map(({ day }) => (Date.now() - day.getTime()) / 3_600_000)
    // Kiritimati's day ends first, ten hours into the UTC day; an hour may pass until the next round.
    for (const age of kept) expect(age - 10).toBeLessThan(48 - 1)
    // Baker Island's ends last, thirty-six hours after the UTC day began.
    const needed = days.filter((offset) => hoursOf(offset) < 36)
    expect(kept.length).toBeGreaterThanOrEqual(needed.length)
    const { rows: persons } = await admin('select count(*) from person_salts')
    expect(persons[0].count).toBeLessThanOrEqual(4)
  })

  const hoursOf = (offset: number) => {
    const now = new Date()
    const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate())
    return (now.getTime() - midnight) / 3_600_000 - offset * 24
  }

  it('forgets people after a week, unknown slugs after thirty days, and the recent past after minutes', async () => {
    const organization = await anOrganization(database)
    const { id: codeId } = await aQrCode(database, organization)
    const person = `insert into scan_persons (day, scan_id, person_key)
      values ((now() at time zone 'UTC')::date - $2::int, $1, decode(repeat('00', 16), 'hex'))`
    const orphan = `insert into orphan_hits (id, hit_at, slug, classification)
      values ($1, now() - make_interval(hours => $2), 'None00', 'HUMAN')`
    const minute = `insert into visitor_minutes (organization_id, visitor_hash, minute, hits)
      values ($1, 'x', now() - make_interval(mins => $2), 1)`
    const visit = `insert into visitor_codes (organization_id, qr_code_id, visitor_hash, last_at)
      values ($1, $2, $3, now() - make_interval(mins => $4))`
    for (const days of [1, 6, 8, 30]) await admin(person, [uuidv7(), days])
    for (const hours of [1, 719, 721]) await admin(orphan, [uuidv7(), hours])
    for (const minutes of [0, 5, 11]) {
      await admin(minute, [organization.organizationId, minutes])
      await admin(visit, [organization.organizationId, codeId, String(minutes), minutes])
    }
    await keep()
    const count = async (table: string) =>
      (await admin(`select count(*) from ${table}`)).rows[0].count
    expect(await count('scan_persons')).toBe(2)
    expect(await count('orphan_hits')).toBe(2)
    expect(await count('visitor_minutes')).toBe(2)
    expect(await count('visitor_codes')).toBe(2)
    // Once more changes nothing.
    await keep()
    expect(await count('orphan_hits')).toBe(2)
  })

  it('forgets rejected hits after ninety days, and refresh tokens whose session cannot live any more', async () => {
    const { organizationId, memberId, userId } = await anOrganization(database)
    for (const days of [1, 89, 91])
      await admin(
        `insert into scan_rejects (id, rejected_at, organization_id, hit, error)
         values ($1, now() - make_interval(days => $2), $3, '{}', 'wrong')`,
        [uuidv7(), days, organizationId],
      )
    const session = uuidv7()
    await admin(
      `insert into sessions (organization_id, id, member_id, user_id, expires_at)
       values ($1, $2, $3, $4, now() + interval '1 day')`,
      [organizationId, session, memberId, userId],
    )
    for (const [generation, days] of [40, 32, 30, 29].entries())
      await admin(
        `insert into session_tokens (organization_id, session_id, generation, token_hash, created_at)
         values ($1, $2, $3, sha256('x'), now() - make_interval(days => $4))`,
        [organizationId, session, generation + 1, days],
      )
    expect(await keep()).toEqual([])
    const rejects = await admin('select from scan_rejects where organization_id = $1', [
      organizationId,
    ])
    const tokens = await admin(
      'select generation from session_tokens where session_id = $1 order by generation',
      [session],
    )
    expect(rejects.rowCount).toBe(2)
    expect(tokens.rows).toEqual([{ generation: 3 }, { generation: 4 }])
  })

  it('forgets what a mail said after a week, and the mail after ninety days', async () => {
    const write = `insert into outbox (id, template, recipient, variables_sealed, created_at)
      values ($1, 'PASSWORD_RESET', 'reader@example.test', 'sealed', now() - make_interval(days => $2))`
    const ids = new Map([1, 6, 8, 89, 91].map((days) => [days, uuidv7()]))
    for (const [days, id] of ids) await admin(write, [id, days])
    expect(await keep()).toEqual([])
    const { rows } = await admin(
      'select id from outbox where variables_sealed is not null order by created_at desc',
    )
    expect(rows.map(({ id }) => id)).toEqual([ids.get(1), ids.get(6)])
    const all = await admin('select id from outbox order by created_at desc')
    expect(all.rows.map(({ id }) => id)).toEqual([1, 6, 8, 89].map((days) => ids.get(days)))
  })

  it('clears away in small transactions, however much there is', async () => {
    const organization = await anOrganization(database)
    const { id: codeId } = await aQrCode(database, organization)
    const of = [organization.organizationId]
    await admin(`select make_scan_partitions((now() - interval '40 days')::date, 2)`)
    await admin(
      `insert into visitor_minutes (organization_id, visitor_hash, minute, hits)
       select $1, n::text::bytea, now() - interval '1 hour', 1 from generate_series(1, 12000) as n`,
      of,
    )
    await admin(
      `insert into visitor_codes (organization_id, qr_code_id, visitor_hash, last_at)
       select $1, $2, n::text::bytea, now() - interval '1 hour' from generate_series(1, 12000) as n`,
      [...of, codeId],
    )
    await admin(
      `insert into qr_scan_events (organization_id, id, scanned_at, qr_code_id, classification,
         classifier_version, source, outcome, method, user_agent)
       select $1, gen_random_uuid(), now() - interval '35 days' + n * interval '1 second', $2, 'HUMAN', 1, 'QR',
         'REDIRECTED', 'GET', 'Browser' from generate_series(1, 12000) as n`,
      [...of, codeId],
    )
    // One row a statement that changed something: how much it was.
    await admin(`create table public.cleared (name text, count int)`)
    await admin(`create function public.count_cleared() returns trigger language plpgsql security definer as $$
      begin insert into public.cleared select tg_table_name, count(*) from old_rows; return null; end $$`)
    for (const [table, event] of [
      ['visitor_minutes', 'delete'],
      ['visitor_codes', 'delete'],
      ['qr_scan_events', 'update'],
    ])
      await admin(`create trigger count_cleared after ${event} on ${table} referencing old table as old_rows
        for each statement execute function public.count_cleared()`)
    expect(await keep()).toEqual([])
    const { rows } = await admin(
      `select name, sum(count)::int as sum, max(count)::int as max from public.cleared
       where count > 0 group by name order by name`,
    )
    for (const table of ['visitor_minutes', 'visitor_codes', 'qr_scan_events'])
      await admin(`drop trigger count_cleared on ${table}`)
    expect(rows).toEqual(
      ['qr_scan_events', 'visitor_codes', 'visitor_minutes'].map((name) => ({
        name,
        sum: 12_000,
        max: 5_000,
      })),
    )
  })

  it('is done by one process at a time', async () => {
    await admin(`drop table ${month(3)}`)
    const other = await database.admin.connect()
    await other.query('begin')
    await other.query('select pg_advisory_xact_lock(7310503)')
    // Somebody else is at it: this returns at once and touches nothing.
    expect(await keep()).toEqual([])
    expect((await partitions()).map(({ name }) => name)).not.toContain(month(3))
    await other.query('rollback')
    other.release()
    await Promise.all([keep(), keep(), keep()])
    expect((await partitions()).map(({ name }) => name)).toContain(month(3))
  })

  it('goes on where one step fails, and makes no scan and no feed wait for it meanwhile', async () => {
    const organization = await anOrganization(database)
    const { id: codeId } = await aQrCode(database, organization)
    await admin(`drop table ${month(3)}`)
    await admin(`insert into orphan_hits (id, hit_at, slug, classification)
      values (gen_random_uuid(), now() - interval '40 days', 'None00', 'HUMAN')`)
    await admin(
      `insert into visitor_salts (organization_id, local_date, salt)
       values ($1, now()::date - 5, decode(repeat('00', 16), 'hex'))`,
      [organization.organizationId],
    )
    const salts = `select 1 from visitor_salts where local_date < now()::date - 3`
    const slow = await database.admin.connect()
    await slow.query('begin')
    await slow.query('select * from orphan_hits for update')
    let isKeeping = true
    const keeping = keep().finally(() => {
      isKeeping = false
    })
    const waiting = `select 1 from pg_stat_activity where usename = 'oi_keeper' and wait_event_type = 'Lock'
      and datname = current_database()`
    await until(async () => Boolean((await admin(waiting)).rowCount))
    // What came before it is done for good.
    expect((await admin(salts)).rowCount).toBe(0)
    const hit = anArrival(organization.organizationId, codeId)
    expect(await storeArrivals(scanDb(database.pools), [hit])).toBe(1)
    expect(isKeeping).toBe(true)
    expect(await keeping).toEqual([{ step: 'orphan hits', code: '55P03' }])
    expect((await partitions()).map(({ name }) => name)).toContain(month(3))
    await slow.query('rollback')
    slow.release()
    expect(await keep()).toEqual([])
  })

  it('may do nothing else: its role reads no hit, no person and no secret', async () => {
    const forbidden = [
      'select * from qr_scan_events',
      'select * from users',
      'select person_key from scan_persons',
      'select salt from visitor_salts',
      'select slug from orphan_hits',
      'delete from qr_scan_events',
      'delete from qr_codes',
      'update organizations set status = status',
      'insert into orphan_hits (id) values (gen_random_uuid())',
      'truncate visitor_salts',
      'drop table qr_scan_events',
      'select make_scan_partitions(now()::date, 1)',
      'select retire_scan_partitions(now()::date)',
    ]
    for (const text of forbidden) {
      const attempt = withKeeper(database.pools, (db) => sql.raw(text).execute(db))
      await expect(attempt, text).rejects.toMatchObject({ code: '42501' })
    }
  })
})
