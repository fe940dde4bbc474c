import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withTenant } from '../../db/connections.ts'
import {
  aServer,
  createCampaign,
  createCode,
  type Member,
  scan,
  setPlan,
  signUp,
  type TestServer,
} from '../testing.ts'
import { type RangePreset, resolveRange } from './range.ts'
import { makeMonths, storeHits, type TestHit } from './testing.ts'

let server: TestServer
let me: Member
beforeAll(async () => {
  server = await aServer({ TRUSTED_PROXIES: '127.0.0.0/8,::1/128' })
  me = await signUp(server)
  await makeMonths(server.database, '2026-01-01', 12)
})
afterAll(() => server.stop())

const day = 86_400_000

async function ask(fields: string, args = '', as: Member = me) {
  const given = args && `(${args})`
  const query = `{ organization { analytics${given} { ${fields} } } }`
  const answer = await server.send(query, {}, as)
  return { errors: answer.errors, analytics: answer.data?.organization?.analytics }
}

function aHit(code: string, at: number): TestHit {
  const place = { country: 'US', region: 'Illinois', city: 'Chicago' }
  const program = { device: 'phone', os: 'iOS', browser: 'Safari', referrer: null }
  const kind = { classification: 'HUMAN', reason: null, source: 'QR', visitor: 1 } as const
  return { id: uuidv7({ msecs: at }), at, code, campaign: '', ...kind, ...place, ...program }
}

async function store(owner: Member, hits: readonly TestHit[]): Promise<void> {
  const organization = { ...owner, userId: '' }
  await storeHits(server.database, organization, hits)
  await server.database.admin.query(`select pg_notify('scan_stored', $1)`, [owner.organizationId])
}

/** A range as it is at a moment, in Amsterdam, on a plan that shows everything asked for here. */
async function rangeOf(preset: RangePreset, now: string) {
  const owner = await signUp(server, { timezone: 'Europe/Amsterdam' })
  await setPlan(server, owner, 3)
  return withTenant(server.database.pools, owner, (db) =>
    resolveRange(db, { preset }, null, new Date(now)),
  )
}

describe('A preset', () => {
  const now = '2026-10-28T10:30:00.000Z'
  // Clocks went back on 25 October: before it midnight is 22:00Z, after it 23:00Z.
  it.each<[RangePreset, string, string]>([
    ['TODAY', '2026-10-27T23:00:00.000Z', now],
    ['YESTERDAY', '2026-10-26T23:00:00.000Z', '2026-10-27T23:00:00.000Z'],
    ['LAST_24_HOURS', '2026-10-27T10:30:00.000Z', now],
    ['LAST_7_DAYS', '2026-10-21T22:00:00.000Z', now],
    ['LAST_30_DAYS', '2026-09-28T22:00:00.000Z', now],
    ['LAST_90_DAYS', '2026-07-30T22:00:00.000Z', now],
    ['MONTH_TO_DATE', '2026-09-30T22:00:00.000Z', now],
    ['QUARTER_TO_DATE', '2026-09-30T22:00:00.000Z', now],
    ['YEAR_TO_DATE', '2025-12-31T23:00:00.000Z', now],
    ['LAST_12_MONTHS', '2025-11-30T23:00:00.000Z', '2026-11-20T10:30:00.000Z'],
  ])('%s begins at a local midnight and is half-open', async (preset, from, to) => {
    const range = await rangeOf(preset, to > now ? to : now)
    expect([range.from.toISOString(), range.to.toISOString()]).toEqual([from, to])
  })

  it('is compared with the same elapsed part, in local days', async () => {
    const { before } = await rangeOf('LAST_7_DAYS', now)
    // Half past eleven in Amsterdam on both days, though the clocks changed between.
    expect(before.PREVIOUS_PERIOD).toEqual({
      from: new Date('2026-10-14T22:00:00Z'),
      to: new Date('2026-10-21T09:30:00Z'),
    })
    expect(before.PREVIOUS_YEAR).toEqual({
      from: new Date('2025-10-21T22:00:00Z'),
      to: new Date('2025-10-28T10:30:00Z'),
    })
  })
})

describe("The plan's look-back", () => {
  it('cuts the range, names the plan that shows all of it, and keeps what it hides', async () => {
    const owner = await signUp(server)
    const { id } = await createCode(server, owner)
    const old = [10, 40].map((days) => aHit(id, Date.now() - days * day))
    await store(owner, old)
    const fields =
      'isShortened lookbackDays lookbackPlan { rank } totals { scans } comparison { scans } series { before }'
    const scans = async () =>
      (await ask('totals { scans }', 'range: { preset: LAST_90_DAYS }', owner)).analytics.totals
        .scans
    await expect.poll(scans, { timeout: 5_000 }).toBe(1)
    const { analytics } = await ask(fields, 'range: { preset: LAST_90_DAYS }', owner)
    expect(analytics).toMatchObject({
      isShortened: true,
      lookbackDays: 30,
      lookbackPlan: { rank: 2 },
      comparison: null,
    })
    const within = await ask(fields, 'range: { preset: LAST_30_DAYS }', owner)
    expect(within.analytics).toMatchObject({ isShortened: false, lookbackPlan: null })
    const { data } = await server.send(
      '{ organization { scans { totalCount nodes { id } } stats { scans } } }',
      {},
      owner,
    )
    expect(data.organization.scans.totalCount).toBe(1)
    expect(data.organization.scans.nodes).toHaveLength(1)
    expect(data.organization.stats.scans).toBe(2)
    await setPlan(server, owner, 2)
    expect(await scans()).toBe(2)
  })
})

describe('A question', () => {
  it.each([
    ['timezone: "Mars/Olympus"', 'timezone'],
    ['range: { preset: TODAY, from: "2026-11-01" }', 'range'],
    ['range: {}', 'range.from'],
    ['range: { from: "2026-11-02", to: "2026-11-01" }', 'range.to'],
    ['range: { from: "2099-01-01" }', 'range.from'],
    ['filter: { from: "2026-11-01T00:00:00Z" }', 'filter.from'],
    ['filter: { campaignIds: ["spring"] }', 'filter.campaignIds'],
    ['filter: { not: { qrCodeIds: ["x"] } }', 'filter.not.qrCodeIds'],
    [`filter: { os: [${'"a",'.repeat(101)}] }`, 'filter.os'],
  ])('with %.60s is INVALID', async (args, field) => {
    const { errors } = await ask('totals { scans }', args)
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID', field })
  })

  it.each([
    ['series(bucket: QUARTER_HOUR) { at }', 'bucket'],
    ['breakdown(by: OS, first: 0) { total }', 'first'],
    ['breakdown(by: OS, first: 251) { total }', 'first'],
  ])('for %s is INVALID', async (fields, field) => {
    const { errors } = await ask(fields)
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID', field })
  })

  it('about nothing is answered with nothing, and gaps are zeros', async () => {
    const { analytics, errors } = await ask(
      'totals { scans uniques { value basis } codesScanned scansPerCode activeNow hits filtered } series(bucket: DAY) { scans } breakdown(by: CITY) { rows { key } total distinct other } dayParts { scans } weekHours { scans } hits { hits }',
      'range: { preset: LAST_7_DAYS }',
    )
    expect(errors).toBeUndefined()
    expect(analytics.totals).toEqual({
      ...{ scans: 0, codesScanned: 0, scansPerCode: null, activeNow: 0, hits: 0, filtered: 0 },
      uniques: { value: 0, basis: 'SUM_OF_DAYS' },
    })
    expect(analytics.series).toHaveLength(7)
    expect(analytics.breakdown).toEqual({ rows: [], total: 0, distinct: 0, other: 0 })
    expect(analytics.dayParts).toHaveLength(4)
  })

  it('knows when a target changed, and not when it was sent back as it was', async () => {
    const owner = await signUp(server)
    const { id } = await createCode(server, owner)
    const send = (targetUrl: string) =>
      server.send(
        'mutation ($id: ID!, $input: UpdateQrCodeInput!) { updateQrCode(id: $id, input: $input) { id } }',
        { id, input: { name: 'Door', targetUrl } },
        owner,
      )
    await send('https://example.com/menu')
    await send('https://example.com/summer')
    const { analytics } = await ask('targetChanges', 'range: { preset: TODAY }', owner)
    expect(analytics.targetChanges).toHaveLength(1)
  })
})

describe('A scan', () => {
  it('is in every number about it within moments', async () => {
    const owner = await signUp(server)
    const { id, slug } = await createCode(server, owner)
    await scan(server, slug, { 'x-forwarded-for': '8.8.8.8' })
    const query = `query ($id: ID!) {
      qrCode(id: $id) { scanCount trend(days: 2) analytics { totals { scans activeNow uniques { value } } } }
      organization { stats { scans } } }`
    const numbers = async () => {
      const { qrCode, organization } = (await server.send(query, { id }, owner)).data
      const { scans, activeNow, uniques } = qrCode.analytics.totals
      return [
        qrCode.scanCount,
        ...qrCode.trend,
        scans,
        activeNow,
        uniques.value,
        organization.stats.scans,
      ]
    }
    await expect.poll(numbers, { timeout: 5_000 }).toEqual([1, 0, 1, 1, 1, 1, 1])
  })
})

/** How many statements an operation asks, and the most parameters of one. */
async function costOf(query: string, variables: object, owner: Member) {
  const asked: number[] = []
  const pool = server.app.pools.oi_app
  const listen = (client: { query: unknown }) => {
    const query = client.query as (...args: unknown[]) => unknown
    client.query = function counted(this: unknown, ...args: unknown[]) {
      asked.push(Array.isArray(args[1]) ? args[1].length : 0)
      return query.apply(this, args)
    }
  }
  pool.on('acquire', listen)
  const { data } = await server.send(query, { ...variables }, owner)
  pool.off('acquire', listen)
  return { data, cost: { statements: asked.length, parameters: Math.max(...asked) } }
}

describe('A list of codes', () => {
  it('asks as many statements for a hundred codes as for one', async () => {
    const ask = async (codes: number) => {
      const owner = await signUp(server)
      await setPlan(server, owner, 3)
      for (let n = 0; n < codes; n += 1) await createCode(server, owner)
      const query =
        '{ organization { qrCodes(first: 100) { nodes { scanCount lastScannedAt trend(days: 14) } } } }'
      const { data, cost } = await costOf(query, {}, owner)
      expect(data.organization.qrCodes.nodes).toHaveLength(codes)
      return cost
    }
    const one = await ask(1)
    expect(one.statements).toBeGreaterThan(3)
    expect(await ask(100)).toEqual(one)
  })

  it('is ranked with as many statements and parameters when its campaign has 70,000 codes as when it has twelve', async () => {
    const ask = async (codes: number) => {
      const owner = await signUp(server)
      await setPlan(server, owner, 3)
      const { id } = await createCampaign(server, owner)
      await server.database.admin.query(
        `insert into qr_codes (organization_id, id, slug, name, target_url, created_by, campaign_id)
         select $1, uuidv7(), 'R' || $4 || lpad(n::text, 9, '0'), 'C' || n, 'https://example.com/', $2, $3
         from generate_series(1, $4::int) as n`,
        [owner.organizationId, owner.memberId, id, codes],
      )
      await server.database.admin.query(
        `insert into scan_rollups (organization_id, grain, scope, starts_at, ends_at, scans)
         select organization_id, 'MONTH', id, '2026-10-01', '2026-11-01', substr(name, 2)::int
         from qr_codes where campaign_id = $1`,
        [id],
      )
      const query = 'query ($id: ID!) { campaign(id: $id) { trend topCodes { name scanCount } } }'
      const { data, cost } = await costOf(query, { id }, owner)
      expect(data.campaign.trend).toHaveLength(14)
      expect(data.campaign.topCodes).toEqual(
        Array.from({ length: 10 }, (_, n) => ({ name: `C${codes - n}`, scanCount: codes - n })),
      )
      return cost
    }
    const few = await ask(12)
    expect(few.statements).toBeGreaterThan(3)
    expect(await ask(70_000)).toEqual(few)
  }, 60_000)
})
