import pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { palaceId } from '../../db/seed/organizations.ts'
import { loadDemo } from '../../db/seed/seed.ts'
import { anAdmin, ask, logged, type Staff, told } from '../admin-http/testing.ts'
import { aServer, type TestServer } from '../testing.ts'

// What staff see of the demo: the documented figures, and nothing multiplied or lost on the way to them.

let server: TestServer
let staff: Staff
let plans: { id: string; name: string }[]
beforeAll(async () => {
  server = await aServer()
  const client = new pg.Client({ connectionString: server.database.adminUrl })
  await client.connect()
  await loadDemo(client, {
    now: new Date(),
    hashes: { demo: 'demo', nobody: 'nobody' },
    say: () => {},
  })
  await client.end()
  staff = await anAdmin(server, 'ANALYST')
  plans = await run('select id, name from plans order by rank')
})
afterAll(() => server.stop())

async function run(text: string, values: unknown[] = []) {
  return (await server.database.admin.query(text, values)).rows
}
const see = (query: string, variables: object = {}) => told(server, query, variables, staff)
// biome-ignore lint/suspicious/noExplicitAny: answers are read by path
type Rows = any[]
const sum = (rows: Rows, pick: (row: Rows[number]) => number) =>
  rows.reduce((total, row) => total + pick(row), 0)

describe('the overview of the demo', () => {
  it('has the documented figures: 225 customers, $3,457 a month, $41,484 a year, $41.65 an account', async () => {
    const { overview, mrr, planBreakdown } = await see(`{
      overview { customers activeCustomers payingCustomers mrrCents arrCents }
      mrr { mrrCents arrCents payingCustomers arpaCents arpaAllCents byPlan { planId mrrCents payingCustomers } }
      planBreakdown { planId plan customers payingCustomers mrrCents averagePriceCents scans uploads }
    }`)
    const money = { mrrCents: 345_700, arrCents: 4_148_400, payingCustomers: 83 }
    expect(overview).toEqual({ customers: 225, activeCustomers: 225, ...money })
    expect(mrr).toMatchObject({ ...money, arpaCents: 4_165, arpaAllCents: 1_536 })
    expect(mrr.byPlan.map((row: Rows[number]) => row.mrrCents)).toEqual([68 * 2_900, 15 * 9_900])
    expect(planBreakdown).toMatchObject([
      {
        planId: plans[0]?.id,
        customers: 142,
        payingCustomers: 0,
        mrrCents: 0,
        averagePriceCents: 0,
      },
      { planId: plans[1]?.id, customers: 68, mrrCents: 197_200, averagePriceCents: 2_900 },
      { planId: plans[2]?.id, customers: 15, mrrCents: 148_500, averagePriceCents: 9_900 },
    ])
  })

  it('counts every row once, where the documented query multiplied one table by the others', async () => {
    const [truth] = await run(`select
      (select count(*) from members) as members, (select count(*) from campaigns) as campaigns,
      (select count(*) from qr_codes where deleted_at is null) as codes, (select count(*) from uploaded_files) as files,
      (select sum(size_bytes)::bigint from uploaded_files) as bytes,
      (select count(*) from qr_scan_events where classification = 'HUMAN') as scans`)
    const { overview, planBreakdown } = await see(`{
      overview { members qrCodes campaigns uploads storageBytes scans }
      planBreakdown { scans uploads }
    }`)
    expect(overview).toEqual({
      members: truth.members,
      qrCodes: truth.codes,
      campaigns: truth.campaigns,
      uploads: truth.files,
      storageBytes: truth.bytes,
      scans: truth.scans,
    })
    expect(sum(planBreakdown, (row) => row.scans)).toBe(truth.scans)
    expect(sum(planBreakdown, (row) => row.uploads)).toBe(truth.files)
    const [naive] = await run(`select sum(size_bytes)::bigint as bytes from organizations as o
      join members on members.organization_id = o.id join qr_codes on qr_codes.organization_id = o.id
      join campaigns on campaigns.organization_id = o.id join uploaded_files as f on f.organization_id = o.id
      join activity_log on activity_log.organization_id = o.id`)
    expect(naive.bytes).toBeGreaterThan(100 * truth.bytes)
  })
})

const usedOf = ({ usage }: Rows[number], resource: string): number =>
  usage.find((each: Rows[number]) => each.resource === resource).used

describe('the customers', () => {
  const list = `query ($first: Int, $after: String, $plan: String, $search: String, $orderBy: CustomerOrder, $descending: Boolean) {
    customers(first: $first, after: $after, plan: $plan, search: $search, orderBy: $orderBy, descending: $descending) {
      totalCount pageInfo { hasNextPage endCursor }
      nodes { id name planId mrrCents scans scansLast30Days lastActiveAt createdAt usage { resource used max share } }
    }
  }`

  it('are found by plan, name and id, with what they use against what they may', async () => {
    for (const [index, count] of [142, 68, 15].entries()) {
      const { customers } = await see(list, { plan: plans[index]?.id })
      expect(customers.totalCount).toBe(count)
    }
    for (const search of ['pIzZa PaLaCe', palaceId.toUpperCase()]) {
      const { customers } = await see(list, { search })
      expect(customers.nodes).toMatchObject([{ id: palaceId, scans: 156, mrrCents: 0 }])
      const usage = Object.fromEntries(
        customers.nodes[0].usage.map((row: Rows[number]) => [row.resource, row]),
      )
      expect(usage.QR_CODES).toMatchObject({ used: 5, max: 5, share: 1 })
      expect(usage.SEATS).toMatchObject({ used: 3, max: 3, share: 1 })
    }
    for (const search of ['%', '_', "'; drop table organizations; --", '\\']) {
      expect((await see(list, { search })).customers.totalCount).toBe(0)
    }
  })

  it.each(['NAME', 'MRR', 'LAST_ACTIVE_AT'])(
    'are read page by page by %s, each once, in order both ways',
    async (orderBy) => {
      const orders: string[][] = []
      for (const descending of [false, true]) {
        const rows: Rows = []
        let after: string | null = null
        do {
          const { customers } = await see(list, { first: 100, after, orderBy, descending })
          rows.push(...customers.nodes)
          after = customers.pageInfo.hasNextPage ? customers.pageInfo.endCursor : null
        } while (after)
        expect(new Set(rows.map(({ id }) => id)).size).toBe(225)
        orders.push(rows.map(({ id }) => id))
      }
      expect(orders[1]).toEqual(orders[0]?.toReversed())
    },
  )

  it.each([
    ['MRR', (row: Rows[number]) => row.mrrCents],
    ['SCANS', (row: Rows[number]) => row.scans],
    ['SCANS_30_DAYS', (row: Rows[number]) => row.scansLast30Days],
    ['CREATED_AT', (row: Rows[number]) => Date.parse(row.createdAt)],
    ['QR_CODES', (row: Rows[number]) => usedOf(row, 'QR_CODES')],
    ['SEATS', (row: Rows[number]) => usedOf(row, 'SEATS')],
    ['STORAGE', (row: Rows[number]) => usedOf(row, 'STORAGE_BYTES')],
  ])('have the most of it first by %s, going down', async (orderBy, pick) => {
    const { customers } = await see(list, { first: 50, orderBy, descending: true })
    const values: number[] = customers.nodes.map(pick)
    expect(values).toEqual(values.toSorted((a, b) => b - a))
    expect(values[0]).toBeGreaterThan(values[49] as number)
  })

  it('refuse a cursor of another list', async () => {
    const { customers } = await see(list, { first: 1, orderBy: 'MRR' })
    const after = customers.pageInfo.endCursor
    for (const variables of [
      { after, orderBy: 'NAME' },
      { after: 'x' },
      { first: 0 },
      { first: 101 },
    ]) {
      const { errors } = await ask(server, list, variables, staff)
      expect(errors?.[0]?.extensions.code).toBe('INVALID')
    }
  })

  it('name their people only for a reason, which is written down with whose they are', async () => {
    const query = `query ($id: ID!) { customer(id: $id) { name email members { name email role } activities { memberName action } } }`
    const without = await ask(server, query, { id: palaceId }, staff)
    expect(without.errors?.map(({ extensions }) => extensions)).toContainEqual({
      code: 'INVALID',
      field: 'reason',
    })
    expect(JSON.stringify(without.data)).not.toContain('@')
    const headers = { 'x-reason': 'Ticket 42' }
    const answer = await ask(server, query, { id: palaceId }, { ...staff, headers })
    expect(answer.data.customer.members).toHaveLength(3)
    expect(answer.data.customer.email).toContain('@')
    expect((await logged(server))[0]).toMatchObject({
      reason: 'Ticket 42',
      organizations: [palaceId],
      outcome: 'OK',
    })
    const numbers = await see(
      'query ($id: ID!) { customer(id: $id) { name movements { afterCents } codes { scans } } }',
      { id: palaceId },
    )
    expect(sum(numbers.customer.codes, (row) => row.scans)).toBeLessThanOrEqual(156)
    expect(numbers.customer.movements).toEqual([{ afterCents: 0 }])
    for (const id of [uuidv7(), 'nonsense']) expect((await see(query, { id })).customer).toBeNull()
  })

  it('cost as many statements for fifty as for one', async () => {
    const { oi_admin: pool } = server.app.pools
    let sent = 0
    const connect = pool.connect.bind(pool)
    const counting = vi.spyOn(pool, 'connect').mockImplementation((async () => {
      const client = await connect()
      vi.spyOn(client, 'query').mockName('query')
      return client
    }) as never)
    const count = async (first: number) => {
      await see(
        'query ($first: Int) { customers(first: $first) { nodes { name members(first: 3) { role } codes(first: 3) { slug } movements(first: 3) { at } } } }',
        { first },
      )
      const client = (await counting.mock.results.at(-1)?.value) as {
        query: ReturnType<typeof vi.fn>
      }
      sent = client.query.mock.calls.length
      vi.mocked(client.query).mockRestore()
      return sent
    }
    const one = await count(1)
    expect(one).toBeGreaterThan(4)
    expect(await count(50)).toBe(one)
    counting.mockRestore()
  })
})

describe('where and with what the demo is scanned', () => {
  it('sums to all scans of those days, at every level and of every kind', async () => {
    const days = 1_000
    const [{ scans }] = await run(
      `select count(*) as scans from qr_scan_events where classification = 'HUMAN'`,
    )
    const seen = await see(
      `query ($days: Int) {
        cities: topLocations(days: $days, limit: 1000) { countryCode country region city scans share organizations }
        regions: topLocations(days: $days, limit: 1000, level: REGION) { countryCode region city scans }
        countries: topLocations(days: $days, limit: 1000, level: COUNTRY) { countryCode country scans }
        deviceStats(days: $days, limit: 100) { kind name scans share }
        scanHours(days: $days) { weekday hour scans }
      }`,
      { days },
    )
    for (const rows of [seen.cities, seen.regions, seen.countries, seen.scanHours]) {
      expect(sum(rows, (row) => row.scans)).toBe(scans)
    }
    expect(sum(seen.cities, (row) => row.share)).toBeCloseTo(1)
    const kinds = Map.groupBy(seen.deviceStats as Rows, ({ kind }) => kind)
    expect([...kinds.keys()]).toEqual(['DEVICE', 'OS', 'BROWSER', 'REFERRER'])
    for (const rows of kinds.values()) expect(sum(rows, (row) => row.scans)).toBe(scans)
    const [top] = seen.countries
    const drilled = await see(
      `query ($country: String) { topLocations(days: ${days}, limit: 1000, country: $country) { countryCode scans } }`,
      { country: top.countryCode },
    )
    expect(sum(drilled.topLocations, (row) => row.scans)).toBe(top.scans)
    const hours = seen.scanHours as Rows
    expect(
      hours.every(({ weekday, hour }) => weekday >= 1 && weekday <= 7 && hour >= 0 && hour <= 23),
    ).toBe(true)
    expect(new Set(hours.map(({ hour }) => hour)).size).toBeGreaterThan(18)
  })

  it('takes the days and rows it was asked for and no nonsense', async () => {
    const { a, b } = await see(
      '{ a: topLocations(days: 1) { scans } b: topLocations(days: 60, limit: 2) { scans } }',
    )
    expect(b).toHaveLength(2)
    expect(sum(a, (row) => row.scans)).toBeLessThan(2_000)
    for (const args of ['days: 0', 'limit: 1001', 'days: 5000', 'region: "Illinois"']) {
      const { errors } = await ask(server, `{ topLocations(${args}) { scans } }`, {}, staff)
      expect(errors?.[0]?.extensions.code).toBe('INVALID')
    }
  })
})

describe('opportunities', () => {
  /** An organization that pays and does nothing, signed up so many days ago. */
  async function aPayer(days: number): Promise<string> {
    const [row] = await run(
      `with fresh as (
         insert into organizations (id, name, email, plan_id, created_at)
         select $1::uuid, 'Quiet ' || $1::text, 'quiet@example.test', id, now() - make_interval(secs => $2)
         from plans where rank = 2 returning id, plan_id
       )
       insert into subscription_movements (organization_id, id, occurred_at, to_plan_id, before_cents, after_cents)
       select id, id, now() - make_interval(secs => $2), plan_id, 0, 2900 from fresh returning organization_id`,
      [uuidv7(), days * 86_400],
    )
    return row.organization_id
  }

  it('have every payer who was never active as a churn risk, whom the documented query dropped', async () => {
    const ids = [await aPayer(40), await aPayer(20), await aPayer(8), await aPayer(6.9)]
    const { churnRisks } = await see(
      '{ churnRisks(limit: 200) { level idleDays lastActiveAt mrrCents customer { id } } }',
    )
    const found = ids.map((id) => churnRisks.find((row: Rows[number]) => row.customer.id === id))
    const never = { lastActiveAt: null, mrrCents: 2_900 }
    expect(found.slice(0, 3)).toMatchObject([
      { ...never, level: 'HIGH', idleDays: 40 },
      { ...never, level: 'MEDIUM', idleDays: 20 },
      { ...never, level: 'WATCH', idleDays: 8 },
    ])
    expect(found[3]).toBeUndefined()
    const naive = await run(
      `select organizations.id from organizations left join activity_log on organization_id = organizations.id
       where organizations.id = any($1) group by 1 having max(activity_log.created_at) < now() - interval '7 days'`,
      [ids],
    )
    expect(naive).toEqual([])
    const rank = ['HIGH', 'MEDIUM', 'WATCH', 'LOW']
    const order = churnRisks.map(({ level }: Rows[number]) => rank.indexOf(level))
    expect(order).toEqual(order.toSorted((a: number, b: number) => a - b))
    await run(`update organizations set status = 'CLOSED' where id = any($1)`, [ids])
  })

  it('have who fills their plan as candidates for more, with a score whose factors sum to it', async () => {
    const { upgradeOpportunities } = await see(
      '{ upgradeOpportunities(limit: 200) { score reasons factors { name points reason } customer { id planId } } }',
    )
    const palace = upgradeOpportunities.find(
      ({ customer }: Rows[number]) => customer.id === palaceId,
    )
    expect(palace.reasons).toEqual(
      expect.arrayContaining(['100% of its QR codes', '100% of its seats']),
    )
    for (const { score, factors, reasons } of upgradeOpportunities) {
      expect(score).toBeCloseTo(
        sum(factors, (each) => each.points),
        6,
      )
      expect(reasons.length).toBeGreaterThan(0)
    }
    const largest = plans[2]?.id
    expect(
      upgradeOpportunities.some(({ customer }: Rows[number]) => customer.planId === largest),
    ).toBe(false)
    const scores = upgradeOpportunities.map(({ score }: Rows[number]) => score)
    expect(scores).toEqual(scores.toSorted((a: number, b: number) => b - a))
  })

  it('have as top performers whoever has more than 1,000 scans and 3 campaigns, and nobody with 1,000 or 2', async () => {
    const make = async (scans: number, campaigns: number) => {
      const id = await aPayer(1)
      await run(
        `insert into scan_rollups (organization_id, grain, scope, starts_at, ends_at, scans, hits, countries)
         values ($1, 'MONTH', '00000000-0000-0000-0000-000000000000', '2026-01-01', '2026-02-01', $2, $2, '{"NL": 900, "BE": 100, "": 1}')`,
        [id, scans],
      )
      await run(
        `insert into campaigns (organization_id, id, name) select $1::uuid, gen_random_uuid(), 'Campaign' from generate_series(1, $2)`,
        [id, campaigns],
      )
      return id
    }
    const top = await make(1_001, 3)
    const others = [await make(1_000, 3), await make(5_000, 2)]
    const { topPerformers } = await see(
      '{ topPerformers { scans campaigns qrCodes scansPerCode countries customer { id name } } }',
    )
    const ids = topPerformers.map(({ customer }: Rows[number]) => customer.id)
    expect(ids).toContain(top)
    for (const id of others) expect(ids).not.toContain(id)
    expect(topPerformers.find(({ customer }: Rows[number]) => customer.id === top)).toMatchObject({
      ...{ scans: 1_001, campaigns: 3, countries: 2, qrCodes: 0, scansPerCode: null },
    })
  })
})
