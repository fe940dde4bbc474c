import { builder } from '../admin/builder.ts'
import { invalid } from '../graphql/errors.ts'
import {
  type Bucket,
  listMoved,
  type Moved,
  type PlanStanding,
  type Standing,
  standingOn,
} from './ledger.ts'
import { averageOf, cents, movedFields, today } from './words.ts'

const PlanMrr = builder.objectRef<PlanStanding>('PlanMrr').implement({
  authScopes: { staff: true },
  fields: (t) => ({
    planId: t.exposeString('plan_id'),
    plan: t.exposeString('plan'),
    mrrCents: t.expose('mrr_cents', cents),
    payingCustomers: t.exposeInt('paying'),
  }),
})

const Mrr = builder.objectRef<Standing & { day: string }>('Mrr').implement({
  description:
    'Monthly recurring revenue at the end of a UTC day, or now: what is contracted a month, in cents of US dollars, before tax. Free plans, one-off and metered charges are not in it. Suspension, closing and being more than thirty days past due end it with a line of the ledger of their own.',
  authScopes: { staff: true },
  fields: (t) => ({
    asOf: t.expose('day', { type: 'Date', description: 'A UTC day.' }),
    mrrCents: t.expose('mrr_cents', cents),
    arrCents: t.field({ ...cents, description: 'MRR × 12.', resolve: (row) => row.mrr_cents * 12 }),
    payingCustomers: t.exposeInt('paying', { description: 'Organizations with an MRR above 0.' }),
    arpaCents: t.field({
      ...cents,
      nullable: true,
      description: 'MRR ÷ paying organizations, to the cent; null when nobody pays.',
      resolve: (row) => averageOf(row.mrr_cents, row.paying),
    }),
    arpaAllCents: t.field({
      ...cents,
      nullable: true,
      description:
        'MRR ÷ all organizations that had signed up by that day and are ACTIVE or PAST_DUE today, free ones among them.',
      resolve: (row) => averageOf(row.mrr_cents, row.active),
    }),
    byPlan: t.field({
      type: [PlanMrr],
      description: 'Paying organizations by the plan they were on then; sums to the whole.',
      resolve: ({ plans }) => plans,
    }),
  }),
})

builder.queryField('mrr', (t) =>
  t.field({
    type: Mrr,
    description: 'As of any day, from the ledger. INVALID (asOf) for a day that has not begun.',
    authScopes: { staff: true },
    complexity: { field: 100 },
    args: { asOf: t.arg({ type: 'Date', description: 'A UTC day; today when it is left out.' }) },
    resolve: async (_root, { asOf }, { db }) => {
      const day = asOf ?? today()
      if (day > today()) throw invalid('asOf', 'This day has not begun.')
      return { ...(await standingOn(db, day)), day }
    },
  }),
)

function changeOf(moved: Moved): number {
  const up = moved.new_cents + moved.expansion_cents + moved.reactivation_cents
  return up - moved.contraction_cents - moved.churn_cents
}

type Period = Bucket & { start_cents: number; end_cents: number }

const MrrPeriod = builder.objectRef<Period>('MrrPeriod').implement({
  description:
    'start + new + expansion + reactivation − contraction − churn = end. A movement is an organization’s net change over a UTC day, so who comes and goes within a month is in both columns, and within a day in none.',
  authScopes: { staff: true },
  fields: (t) => ({
    from: t.expose('from', { type: 'Date' }),
    to: t.expose('to', { type: 'Date', description: 'Included.' }),
    startCents: t.expose('start_cents', {
      ...cents,
      description: 'MRR at the end of the day before.',
    }),
    newCents: t.expose('new_cents', { ...cents, description: movedFields.new_cents }),
    expansionCents: t.expose('expansion_cents', {
      ...cents,
      description: movedFields.expansion_cents,
    }),
    reactivationCents: t.expose('reactivation_cents', {
      ...cents,
      description: movedFields.reactivation_cents,
    }),
    contractionCents: t.expose('contraction_cents', {
      ...cents,
      description: movedFields.contraction_cents,
    }),
    churnCents: t.expose('churn_cents', { ...cents, description: movedFields.churn_cents }),
    endCents: t.expose('end_cents', cents),
  }),
})

type Movements = Period & { periods: Period[] }

const MrrMovements = builder.objectRef<Movements>('MrrMovements').implement({
  description: 'What moved between two days: as a whole, and by month or day.',
  authScopes: { staff: true },
  fields: (t) => ({
    total: t.field({ type: MrrPeriod, resolve: (whole) => whole }),
    periods: t.field({ type: [MrrPeriod], resolve: ({ periods }) => periods }),
  }),
})

const Unit = builder.enumType('MrrUnit', { values: ['DAY', 'MONTH'] as const })
/** Rows one answer has at most. */
const mostPeriods = 400

builder.queryField('mrrMovements', (t) =>
  t.field({
    type: MrrMovements,
    description:
      'INVALID (to) when it lies before from or has not begun, or when there are more than 400 periods.',
    authScopes: { staff: true },
    complexity: { field: 200, multiplier: 20 },
    args: {
      from: t.arg({ type: 'Date', required: true, description: 'A UTC day.' }),
      to: t.arg({ type: 'Date', required: true, description: 'A UTC day, included.' }),
      by: t.arg({ type: Unit, defaultValue: 'MONTH' }),
    },
    resolve: async (_root, { from, to, by }, { db }) => {
      const unit = by ?? 'MONTH'
      if (to < from || to > today()) throw invalid('to', 'Ask for days from the first to today.')
      if (countPeriods(from, to, unit) > mostPeriods)
        throw invalid('to', `Ask for ${mostPeriods} periods at most.`)
      const before = await standingOn(db, dayBefore(from))
      const buckets = await listMoved(db, { from, to }, unit)
      return wholeOf(before.mrr_cents, buckets, { from, to })
    },
  }),
)

function countPeriods(from: string, to: string, unit: 'DAY' | 'MONTH'): number {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1
  return unit === 'DAY' ? days : days / 28 + 1
}

function dayBefore(day: string): string {
  return new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)
}

function wholeOf(
  start: number,
  buckets: readonly Bucket[],
  span: { from: string; to: string },
): Movements {
  let standing = start
  const periods = buckets.map((bucket) => {
    const start_cents = standing
    standing += changeOf(bucket)
    return { ...bucket, start_cents, end_cents: standing }
  })
  const names = Object.keys(movedFields) as (keyof Moved)[]
  const sums = Object.fromEntries(
    names.map((name) => [name, periods.reduce((sum, each) => sum + each[name], 0)]),
  ) as Moved
  return { ...sums, ...span, start_cents: start, end_cents: standing, periods }
}
