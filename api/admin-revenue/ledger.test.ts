import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anAdmin, ask, type Staff, told } from '../admin-http/testing.ts'
import { aServer, type TestServer } from '../testing.ts'

let server: TestServer
let staff: Staff
let plans: string[]
beforeAll(async () => {
  server = await aServer()
  staff = await anAdmin(server, 'SUPPORT')
  plans = (await run('select id from plans order by rank')).map(({ id }) => id)
})
afterAll(() => server.stop())

async function run(text: string, values: unknown[] = []) {
  return (await server.database.admin.query(text, values)).rows
}

/** Somebody pays so much from then on. */
type Line = { organization: number; at: Date; cents: number }

/** The ledger holds these lines and nothing else. */
async function write(lines: readonly Line[]): Promise<void> {
  const ids = new Map<number, string>()
  for (const { organization } of lines) {
    if (!ids.has(organization)) ids.set(organization, uuidv7())
  }
  await run('truncate organizations cascade')
  await run(
    `insert into organizations (id, name, email, plan_id, created_at)
     select id, 'Company', 'company@example.test', $2, '2020-01-01' from unnest($1::uuid[]) as id`,
    [[...ids.values()], plans[0]],
  )
  const rows = lines.map(({ organization, at, cents }) => ({
    ...{ organization_id: ids.get(organization), id: uuidv7(), occurred_at: at },
    ...{
      before_cents: 0,
      after_cents: cents,
      to_plan_id: plans[cents === 0 ? 0 : cents > 5_000 ? 2 : 1],
    },
  }))
  await run(
    `insert into subscription_movements (organization_id, id, occurred_at, to_plan_id, before_cents, after_cents)
     select organization_id, id, occurred_at, to_plan_id, before_cents, after_cents
     from jsonb_populate_recordset(null::subscription_movements, $1::jsonb)`,
    [JSON.stringify(rows)],
  )
}

const fields =
  'from to startCents newCents expansionCents reactivationCents contractionCents churnCents endCents'
const moved = `query ($from: Date!, $to: Date!, $by: MrrUnit) {
  mrrMovements(from: $from, to: $to, by: $by) { total { ${fields} } periods { ${fields} } }
}`
const mrrOn =
  'query ($day: Date) { mrr(asOf: $day) { asOf mrrCents payingCustomers arpaCents byPlan { mrrCents } } }'
const history = `query ($months: Int) { revenueHistory(months: $months) {
  month isUnfinished startCents newCents expansionCents reactivationCents contractionCents churnCents mrrCents arrCents
  payingCustomers arpaCents customerChurnRate grossMrrChurnRate netMrrChurnRate netRevenueRetention grossRevenueRetention
  quickRatio growth growthOverYear byPlan { planId mrrCents payingCustomers customerChurnRate netRevenueRetention }
} }`
const see = (query: string, variables: object = {}) => told(server, query, variables, staff)
const day = (date: Date) => date.toISOString().slice(0, 10)
const daysAgo = (n: number) => new Date(Date.now() - n * 86_400_000)

/** What everybody paid at the end of a day, reckoned the plainest way there is. */
function standing(lines: readonly Line[], on: string): number {
  const last = new Map<number, number>()
  for (const line of lines) if (day(line.at) <= on) last.set(line.organization, line.cents)
  return [...last.values()].reduce((sum, cents) => sum + cents, 0)
}

type Period = Record<string, number>
function endOf(period: Period): number {
  const { startCents = 0, newCents = 0, expansionCents = 0, reactivationCents = 0 } = period
  return (
    startCents +
    newCents +
    expansionCents +
    reactivationCents -
    (period.contractionCents ?? 0) -
    (period.churnCents ?? 0)
  )
}

describe('the movements', () => {
  it('are new, expansion, contraction, churn and reactivation, by the net change of a UTC day', async () => {
    const at = (text: string) => new Date(`${text}Z`)
    await write([
      // Signs up free, pays, grows, shrinks, leaves, comes back.
      { organization: 1, at: at('2025-01-05T10:00:00'), cents: 0 },
      { organization: 1, at: at('2025-01-10T10:00:00'), cents: 2_900 },
      { organization: 1, at: at('2025-02-01T10:00:00'), cents: 9_900 },
      { organization: 1, at: at('2025-02-20T10:00:00'), cents: 2_900 },
      { organization: 1, at: at('2025-03-01T10:00:00'), cents: 0 },
      { organization: 1, at: at('2025-03-31T23:59:59'), cents: 2_900 },
      // Leaves and comes back on the same day: nothing moved.
      { organization: 2, at: at('2025-01-01T00:00:00'), cents: 5_800 },
      { organization: 2, at: at('2025-02-10T09:00:00'), cents: 0 },
      { organization: 2, at: at('2025-02-10T17:00:00'), cents: 5_800 },
      // Comes and goes within a month: in both columns.
      { organization: 3, at: at('2025-02-05T00:00:00'), cents: 7_000 },
      { organization: 3, at: at('2025-02-25T00:00:00'), cents: 0 },
    ])
    const { mrrMovements } = await see(moved, { from: '2025-01-01', to: '2025-03-31' })
    const none = {
      newCents: 0,
      expansionCents: 0,
      reactivationCents: 0,
      contractionCents: 0,
      churnCents: 0,
    }
    expect(mrrMovements.periods).toEqual([
      {
        ...none,
        from: '2025-01-01',
        to: '2025-01-31',
        startCents: 0,
        newCents: 8_700,
        endCents: 8_700,
      },
      {
        ...{
          from: '2025-02-01',
          to: '2025-02-28',
          startCents: 8_700,
          newCents: 7_000,
          expansionCents: 7_000,
        },
        ...{ reactivationCents: 0, contractionCents: 7_000, churnCents: 7_000, endCents: 8_700 },
      },
      {
        ...none,
        ...{ from: '2025-03-01', to: '2025-03-31', startCents: 8_700, reactivationCents: 2_900 },
        ...{ churnCents: 2_900, endCents: 8_700 },
      },
    ])
    expect(mrrMovements.total).toMatchObject({ startCents: 0, newCents: 15_700, endCents: 8_700 })
    // The first and the last second of a day are that day's.
    for (const [on, cents] of [
      ['2025-03-30', 5_800],
      ['2025-03-31', 8_700],
      ['2024-12-31', 0],
    ] as const) {
      expect((await see(mrrOn, { day: on })).mrr).toMatchObject({ asOf: on, mrrCents: cents })
    }
  })

  it('make of the start the end, in every period of every history, and the end is what stood then', async () => {
    const line = fc.record({
      organization: fc.integer({ min: 1, max: 6 }),
      at: fc
        .integer({ min: 0, max: 4 * 30 * 24 * 6 })
        .map((n) => new Date(Date.now() - n * 600_000)),
      cents: fc.constantFrom(0, 0, 1, 2_900, 2_900, 9_900, 12_345),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 30 }),
        fc.nat(120),
        fc.nat(120),
        async (drawn, a, b) => {
          const lines = drawn.toSorted((one, other) => one.at.getTime() - other.at.getTime())
          await write(lines)
          const [from, to] = [day(daysAgo(Math.max(a, b))), day(daysAgo(Math.min(a, b)))]
          const by = a % 2 ? 'DAY' : 'MONTH'
          const { mrrMovements, mrr, revenueHistory } = {
            ...(await see(moved, { from, to, by })),
            ...(await see(mrrOn, { day: to })),
            ...(await see(history, { months: 5 })),
          }
          expect(mrr.mrrCents).toBe(standing(lines, to))
          expect(mrrMovements.total.endCents).toBe(mrr.mrrCents)
          expect(mrrMovements.total.startCents).toBe(
            standing(lines, day(new Date(Date.parse(from) - 1))),
          )
          for (const period of [mrrMovements.total, ...mrrMovements.periods]) {
            expect(endOf(period)).toBe(period.endCents)
            expect(period.endCents).toBe(standing(lines, period.to))
          }
          expect(
            mrr.byPlan.reduce((sum: number, each: Period) => sum + (each.mrrCents ?? 0), 0),
          ).toBe(mrr.mrrCents)
          for (const month of revenueHistory) {
            expect(endOf(month)).toBe(month.mrrCents)
            expect(
              month.byPlan.reduce((sum: number, each: Period) => sum + (each.mrrCents ?? 0), 0),
            ).toBe(month.mrrCents)
            expect(month.grossRevenueRetention ?? 0).toBeLessThanOrEqual(1)
          }
        },
      ),
      { numRuns: 12 },
    )
  })
})

describe('the months', () => {
  it('have the rates as they are defined, and none where they would divide by nothing', async () => {
    const start = new Date()
    start.setUTCDate(1)
    start.setUTCHours(0, 0, 0, 0)
    const before = new Date(start.getTime() - 5 * 86_400_000)
    const now = new Date()
    await write([
      { organization: 1, at: before, cents: 10_000 },
      { organization: 2, at: before, cents: 10_000 },
      { organization: 3, at: before, cents: 10_000 },
      { organization: 4, at: before, cents: 10_000 },
      { organization: 1, at: now, cents: 15_000 },
      { organization: 2, at: now, cents: 4_000 },
      { organization: 3, at: now, cents: 0 },
      { organization: 5, at: now, cents: 8_000 },
    ])
    const { revenueHistory } = await see(history, { months: 3 })
    expect(revenueHistory[0]).toMatchObject({
      ...{ mrrCents: 0, customerChurnRate: null, netRevenueRetention: null, quickRatio: null },
      ...{ growth: null, arpaCents: null, isUnfinished: false, byPlan: [] },
    })
    expect(revenueHistory[2]).toMatchObject({
      ...{
        isUnfinished: true,
        startCents: 40_000,
        mrrCents: 37_000,
        arrCents: 444_000,
        payingCustomers: 4,
      },
      ...{
        arpaCents: 9_250,
        customerChurnRate: 0.25,
        grossMrrChurnRate: 0.4,
        netMrrChurnRate: 0.275,
      },
      ...{ netRevenueRetention: 0.725, grossRevenueRetention: 0.6, quickRatio: 13_000 / 16_000 },
      ...{ growth: -0.075, growthOverYear: null },
    })
  })

  it.each([
    ['mrr(asOf: "2999-01-01") { mrrCents }', 'asOf'],
    ['mrrMovements(from: "2026-02-01", to: "2026-01-01") { total { endCents } }', 'to'],
    ['mrrMovements(from: "2020-01-01", to: "2026-01-01", by: DAY) { total { endCents } }', 'to'],
    ['revenueHistory(months: 0) { month }', 'months'],
    ['revenueHistory(months: 61) { month }', 'months'],
  ])('refuse nonsense: %s', async (field, name) => {
    const { errors } = await ask(server, `{ ${field} }`, {}, staff)
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID', field: name })
  })
})
