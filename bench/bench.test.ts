import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documented, reduced, scansOf } from '../db/scale/goals.ts'
import { fillUp } from '../db/scale/load.ts'
import { palaceId } from '../db/seed/organizations.ts'
import { loadDemo } from '../db/seed/seed.ts'
import { aDatabase, type TestDatabase, testSecret } from '../db/testing.ts'
import { withDatabase } from '../db/urls.ts'
import { claims } from './claims.ts'
import { compare, isReached, median, type Result } from './harness.ts'
import { openWorld } from './world.ts'

// Every claim once, as small as it gets: no figure is looked at, but the answers are, so that no bench rots. What they are
// measured on is loaded twice, because it must be the same wherever it is loaded.

const now = new Date()
const goal = reduced(100)
const load = (url: string) => fillUp(url, { goal, times: 1, now, say() {} })

let database: TestDatabase
let twinUrl: string
beforeAll(async () => {
  database = await aDatabase()
  const { adminUrl } = database
  await withClient(adminUrl, (client) => {
    const hashes = { demo: 'none', nobody: 'none' }
    const scans = { human: 600, other: 60, palaceHuman: 156, palaceOther: 14 }
    return loadDemo(client, { now, hashes, scans, say() {} })
  })
  const name = new URL(adminUrl).pathname.slice(1)
  twinUrl = withDatabase(adminUrl, `${name}_twin`)
  await asRoot(`create database ${name}_twin template ${name}`)
  await Promise.all([load(adminUrl), load(twinUrl)])
})
afterAll(async () => {
  await asRoot(`drop database if exists ${new URL(twinUrl).pathname.slice(1)} with (force)`)
  await database?.drop()
})

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function asRoot(text: string): Promise<unknown> {
  return withClient(withDatabase(database.adminUrl, 'postgres'), (client) => client.query(text))
}

async function one<T extends object>(text: string, values: unknown[] = []): Promise<T> {
  const { rows } = await database.admin.query<T>(text, values)
  return rows[0] as T
}

describe('The documented sizes', () => {
  it('are shared out to the last scan: the largest, the middle and Pizza Palace as documented', () => {
    for (const times of [documented, goal]) {
      const scans = scansOf(225, times)
      expect(scans.reduce((sum, each) => sum + each, 0)).toBe(times.scans)
      const sorted = scans.toSorted((a, b) => b - a)
      expect([sorted[0], scans.at(-1)]).toEqual([times.largest, times.palace])
    }
    expect(median(scansOf(225, documented))).toBe(documented.median)
  })

  it('are what is there, within every plan, and counted', async () => {
    const counts = await one(`select (select count(*)::int from users) as users,
      (select count(*)::int from qr_codes where deleted_at is null) as codes,
      (select count(*)::int from campaigns) as campaigns, (select count(*)::int from uploaded_files) as files,
      (select count(*)::int from activity_log) as activities,
      (select count(*)::int from qr_scan_events where classification = 'HUMAN') as scans`)
    const { largest: _, median: __, palace, ...sizes } = goal
    // The demo has more codes and people than a hundredth.
    const demo = { users: 530, codes: 1_162, campaigns: 469 }
    expect(counts).toEqual({ ...sizes, ...demo })
    const { over } = await one<{
      over: number
    }>(`select count(*)::int as over from organization_usage
      join organizations on organizations.id = organization_id join plan_limits using (plan_id, resource) where used > max`)
    expect(over).toBe(0)
    const perOwner = await database.admin.query<{ scans: number; counted: number }>(`
      select count(*)::int as scans, (select sum(scans)::int from scan_rollups as month
        where month.organization_id = hit.organization_id and grain = 'MONTH'
        and scope = '00000000-0000-0000-0000-000000000000') as counted
      from qr_scan_events as hit where classification = 'HUMAN' group by organization_id`)
    expect(perOwner.rows.filter(({ scans, counted }) => scans !== counted)).toEqual([])
    const scans = perOwner.rows.map((row) => row.scans).toSorted((a, b) => b - a)
    expect([scans.length, scans[0], scans[1]]).toEqual([225, goal.largest, scansOf(225, goal)[1]])
    expect(
      await one(
        `select count(*)::int as scans from qr_scan_events where organization_id = $1
        and classification = 'HUMAN'`,
        [palaceId],
      ),
    ).toEqual({ scans: palace })
  })

  it('are the same wherever they are loaded, and nothing is added the second time', async () => {
    const digests = (url: string) =>
      withClient(url, async (client) => {
        const found: string[] = []
        for (const table of [
          'members',
          'qr_codes',
          'uploaded_files',
          'activity_log',
          'campaigns',
          'qr_scan_events',
        ]) {
          const { rows } = await client.query<{ digest: string }>(`
            select count(*) || md5(string_agg((to_jsonb(row) - 'xid')::text, '|' order by row.organization_id, row.id)) as digest
            from app.${table} as row`)
          found.push(rows[0]?.digest ?? '')
        }
        return found
      })
    const before = await digests(database.adminUrl)
    expect(await digests(twinUrl)).toEqual(before)
    await load(database.adminUrl)
    expect(await digests(database.adminUrl)).toEqual(before)
  })
})

describe('A claim', () => {
  it.each(Object.keys(claims))('%s is answered rightly, and compared', async (name) => {
    const results: Result[] = []
    const world = openWorld({
      ...{ adminUrl: database.adminUrl, secretKey: testSecret, isMeasured: false, say() {} },
      async compare(comparison) {
        const result = await compare(comparison, 1)
        results.push(result)
        return result
      },
    })
    try {
      await claims[name]?.(world)
    } finally {
      await world.stop()
    }
    expect(results.length).toBeGreaterThan(0)
    for (const { claim, ratio } of results) {
      expect(claim).toMatch(/^P\d+ .+ \(.+\)$/)
      expect(ratio).toBeGreaterThan(0)
    }
  })
})

describe('A comparison', () => {
  it('is the median of ratios of rounds that follow one another', async () => {
    // The first turn of each is not counted.
    const [ours, theirs] = [[9, 10, 30, 20].values(), [9, 10, 10, 10].values()]
    const next = (turns: Iterator<number>) => async () =>
      (turns.next().value as number | undefined) ?? 0
    const claim = {
      claim: 'P0 nothing (s)',
      reference: 'nothing',
      goal: 2,
      better: 'lower' as const,
    }
    const result = await compare({ ...claim, ours: next(ours), theirs: next(theirs) }, 3)
    expect(result).toEqual({ ...claim, ratio: 2, median: 20, spread: 2, rounds: 3 })
    expect([isReached(result), isReached({ ...result, better: 'higher', goal: 2.1 })]).toEqual([
      true,
      false,
    ])
    expect(median([4, 1, 3, 2])).toBe(2.5)
  })
})
