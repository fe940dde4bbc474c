import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withRollup } from '../../db/connections.ts'
import {
  aDatabase,
  anOrganization,
  aQrCode,
  type TestDatabase,
  type TestOrganization,
  testSecret,
} from '../../db/testing.ts'
import { makeMonths, rollUp, storeHits, type TestHit } from '../analytics/testing.ts'
import { followScans, listBehind, rebuild } from './counting.ts'
import { mostHits } from './follower.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await aDatabase()
  await makeMonths(database, new Date(Date.now() - 100 * day).toISOString(), 5)
})
afterAll(() => database.drop())

const day = 86_400_000
const whole = '00000000-0000-0000-0000-000000000000'

async function anOwner(zone = 'UTC') {
  const organization = await anOrganization(database, { planRank: 3 })
  await database.admin.query('update organizations set timezone = $2 where id = $1', [
    organization.organizationId,
    zone,
  ])
  const codes = [await aQrCode(database, organization), await aQrCode(database, organization)]
  return { organization, codes: codes.map((code) => code.id) }
}

function aHit(code: string, at: number, rest: Partial<TestHit> = {}): TestHit {
  const place = { country: 'US', region: 'Illinois', city: 'Chicago' }
  const program = { device: 'phone', os: 'iOS', browser: 'Safari', referrer: null }
  const kind = { classification: 'HUMAN', reason: null, source: 'QR', visitor: 1 } as const
  return {
    id: uuidv7({ msecs: at }),
    at,
    code,
    campaign: '',
    ...kind,
    ...place,
    ...program,
    ...rest,
  }
}

type Line = { scope: string; starts_at: Date; scans: number; hits: number; uniques: number }

/** The days of an organization as they are counted. */
async function daysOf({ organizationId }: TestOrganization, scope = whole): Promise<Line[]> {
  const { rows } = await database.admin.query(
    `select * from scan_rollups where organization_id = $1 and scope = $2 and grain = 'DAY' order by starts_at`,
    [organizationId, scope],
  )
  return rows
}

/** Everything that was counted of an organization, as text. */
async function everythingOf({ organizationId }: TestOrganization): Promise<string[]> {
  const { rows } = await database.admin.query(
    `select scan_rollups::text as line from scan_rollups where organization_id = $1
     union all select rollup_visitors::text from rollup_visitors where organization_id = $1 order by 1`,
    [organizationId],
  )
  return rows.map((row) => row.line)
}

/** Hits of the last hundred days, many of the same visitors, some of no person. */
function manyHits(codes: readonly string[], count: number): TestHit[] {
  return Array.from({ length: count }, (_, n) => {
    const at = Date.now() - 1_000 - ((n * 7_919_000 + n * n * 31_337) % (100 * day))
    const visitor = (n * 7) % 5
    const country = ['US', 'NL', null][n % 3] ?? null
    const kind = n % 6 === 0 ? { classification: 'BOT', reason: 'bot:ua' } : {}
    const hit = { visitor, country, ...kind } as Partial<TestHit>
    return aHit(codes[n % 2] as string, at, hit)
  })
}

describe('Rollups', () => {
  it('are the same when they are built anew from the scans, however the scans came in', async () => {
    const { organization, codes } = await anOwner('America/New_York')
    const hits = manyHits(codes, 400)
    for (let from = 0; from < hits.length; from += 90) {
      await storeHits(database, organization, hits.slice(from, from + 90))
      await rollUp(database, organization)
    }
    const followed = await everythingOf(organization)
    expect(followed.length).toBeGreaterThan(300)
    await rebuild(database.pools, organization.organizationId)
    expect(await everythingOf(organization)).toEqual(followed)
    await database.admin.query(
      `update scan_rollups set scans = 7, countries = '{"XX": 7}' where organization_id = $1`,
      [organization.organizationId],
    )
    await rebuild(database.pools, organization.organizationId)
    expect(await everythingOf(organization)).toEqual(followed)
  })

  it('put a hit that comes late into its own day, and its visitor counts there once', async () => {
    const { organization, codes } = await anOwner()
    const [code = ''] = codes
    const midnight = new Date().setUTCHours(0, 0, 0, 0)
    const yesterday = midnight - day + 3_600_000
    await storeHits(database, organization, [aHit(code, midnight - 1), aHit(code, midnight)])
    await rollUp(database, organization)
    await storeHits(database, organization, [
      aHit(code, yesterday),
      aHit(code, yesterday + 60_000, { visitor: 2 }),
      // Long after its day, whose visitors are forgotten: the month is counted anew.
      aHit(code, midnight - 40 * day, { visitor: 3 }),
    ])
    await rollUp(database, organization)
    await storeHits(database, organization, [
      aHit(code, midnight - 40 * day + 5, { visitor: 3 }),
      aHit(code, midnight - 40 * day + 9, { visitor: 4 }),
    ])
    await rollUp(database, organization)
    const told = (await daysOf(organization)).map(({ starts_at, scans, uniques }) => [
      Math.round((starts_at.getTime() - midnight) / day),
      Number(scans),
      Number(uniques),
    ])
    expect(told).toEqual([
      [-40, 3, 2],
      [-1, 3, 2],
      [0, 1, 1],
    ])
  })

  it('cut days by the clock the organization kept then', async () => {
    const { organization, codes } = await anOwner('Asia/Tokyo')
    const [code = ''] = codes
    const change = new Date(new Date().setUTCHours(0, 0, 0, 0) - 2 * day)
    await database.admin.query(
      `insert into organization_timezones (organization_id, from_at, timezone)
       values ($1, '-infinity', 'UTC'), ($1, $2, 'Asia/Tokyo')`,
      [organization.organizationId, change],
    )
    const at = change.getTime()
    const times = [at - 1, at, at + 15 * 3_600_000 - 1, at + 15 * 3_600_000]
    await storeHits(
      database,
      organization,
      times.map((time) => aHit(code, time)),
    )
    await rollUp(database, organization)
    const days = (await daysOf(organization)).map((line) => [
      (line.starts_at.getTime() - at) / 3_600_000,
      Number(line.scans),
      Number(line.uniques),
    ])
    // The last day of the old clock, the rest of that day on the new one, and the new one's next day.
    expect(days).toEqual([
      [-24, 1, 1],
      [0, 2, 1],
      [15, 1, 1],
    ])
  })

  it('wait for a transaction that began before and may still store', async () => {
    const { organization, codes } = await anOwner()
    const [code = ''] = codes
    const open = await database.admin.connect()
    await open.query('begin')
    await open.query('select pg_current_xact_id()')
    await storeHits(database, organization, [aHit(code, Date.now() - 5)])
    const follow = () =>
      withRollup(database.pools, (db) => followScans(db, [organization.organizationId], 10))
    expect(await follow()).toEqual([organization.organizationId])
    expect(await daysOf(organization)).toEqual([])
    await open.query('commit')
    open.release()
    await rollUp(database, organization)
    expect((await daysOf(organization)).map(({ scans }) => Number(scans))).toEqual([1])
  })

  it('of one organization are up to date after one round while another is 60,000 hits behind', async () => {
    const [large, other, small] = [await anOwner(), await anOwner(), await anOwner()]
    for (const { organization, codes } of [large, other])
      await database.admin.query(
        `insert into qr_scan_events (organization_id, id, scanned_at, qr_code_id, classification, classifier_version, source, outcome, method)
         select $1, uuidv7(), now() - n * interval '1 second', $2, 'HUMAN', 1, 'QR', 'REDIRECTED', 'GET'
         from generate_series(1, 60000) as n`,
        [organization.organizationId, codes[0]],
      )
    const owners = [large, other, small].map(({ organization }) => organization)
    const ids = owners.map(({ organizationId }) => organizationId)
    const round = () => withRollup(database.pools, (db) => followScans(db, ids, mostHits))
    const counted = async () => {
      const days = await Promise.all(owners.map((owner) => daysOf(owner)))
      return days.map((lines) => lines.reduce((sum, line) => sum + Number(line.hits), 0))
    }
    // Transactions of other tests settle first.
    await expect.poll(round, { timeout: 20_000 }).toEqual(expect.arrayContaining(ids.slice(0, 2)))
    const roundAndCount = async () => {
      await round()
      return (await counted())[0]
    }
    await expect.poll(roundAndCount).toBeGreaterThan(0)
    const before = await counted()
    await storeHits(database, small.organization, [
      aHit(small.codes[0] as string, Date.now() - 9),
      aHit(small.codes[1] as string, Date.now() - 7),
    ])
    expect((await round()).sort()).toEqual(ids.slice(0, 2).sort())
    const after = await counted()
    // The two with a backlog share what the third leaves of the round.
    const share = (mostHits - 2) / 2
    expect(after.map((count, place) => count - (before[place] ?? 0))).toEqual([share, share, 2])
  }, 60_000)

  it('count each hit once while followers are killed at any moment', async () => {
    const { organization, codes } = await anOwner()
    const hits = manyHits(codes, 3_000)
    const environment = {
      ...process.env,
      SECRET_KEY: testSecret.toString('base64'),
      DATABASE_URL: database.adminUrl,
    }
    const start = async (): Promise<ChildProcess> => {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'runner.ts')], {
        env: environment,
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(child.stdout as NonNullable<ChildProcess['stdout']>, 'data')
      return child
    }
    const children = [await start(), await start()]
    for (let from = 0; from < hits.length; from += 100) {
      await storeHits(database, organization, hits.slice(from, from + 100))
      if (from % 500 === 0) {
        const victim = children.shift() as ChildProcess
        victim.kill('SIGKILL')
        await once(victim, 'exit')
        children.push(await start())
      }
    }
    await expect
      .poll(() => withRollup(database.pools, listBehind), { timeout: 20_000 })
      .not.toContain(organization.organizationId)
    for (const child of children) child.kill('SIGKILL')
    await rollUp(database, organization)
    const days = await daysOf(organization)
    const sum = (name: 'scans' | 'hits') =>
      days.reduce((total, line) => total + Number(line[name]), 0)
    expect(sum('hits')).toBe(hits.length)
    expect(sum('scans')).toBe(hits.filter((hit) => hit.classification === 'HUMAN').length)
    const followed = await everythingOf(organization)
    await rebuild(database.pools, organization.organizationId)
    expect(await everythingOf(organization)).toEqual(followed)
  }, 60_000)
})
