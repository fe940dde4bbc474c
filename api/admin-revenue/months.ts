import { builder } from '../admin/builder.ts'
import { sizeOf } from '../admin/page.ts'
import { listMonths, listPlanMonths, type MonthRow, type PlanMonthRow } from './ledger.ts'
import { averageOf, cents, movedFields, rateOf, today } from './words.ts'

const PlanMonth = builder.objectRef<PlanMonthRow>('PlanMonth').implement({
  description: 'A plan in a month; who moved between plans began on one and ended on another.',
  authScopes: { staff: true },
  fields: (t) => ({
    planId: t.exposeString('plan_id'),
    plan: t.exposeString('plan'),
    mrrCents: t.expose('end_cents', {
      ...cents,
      description: 'Of those on it as the month ended.',
    }),
    payingCustomers: t.exposeInt('paying', { description: 'As the month ended.' }),
    arpaCents: t.field({
      ...cents,
      nullable: true,
      resolve: (row) => averageOf(row.end_cents, row.paying),
    }),
    customerChurnRate: t.float({
      nullable: true,
      description:
        'Of those who paid on it as the month began, the share that pays nothing as it ends.',
      resolve: (row) => rateOf(row.lost, row.start_paying),
    }),
    netRevenueRetention: t.float({
      nullable: true,
      description:
        'What those who paid on it as the month began pay as it ends, on any plan ÷ what they paid.',
      resolve: (row) => rateOf(row.kept_cents, row.start_cents),
    }),
  }),
})

/** With how many months were asked for: the plans of all of them are one question. */
type Month = MonthRow & { months: number }

const RevenueMonth = builder.objectRef<Month>('RevenueMonth').implement({
  description:
    'A UTC month: start + new + expansion + reactivation − contraction − churn = end. Rates are null where they would divide by nothing.',
  authScopes: { staff: true },
  fields: (t) => ({
    month: t.expose('month', { type: 'Date', description: 'Its first day.' }),
    isUnfinished: t.boolean({ resolve: ({ month }) => month.slice(0, 7) === today().slice(0, 7) }),
    startCents: t.expose('start_cents', cents),
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
    mrrCents: t.expose('end_cents', { ...cents, description: 'As the month ended.' }),
    arrCents: t.field({ ...cents, description: 'MRR × 12.', resolve: (row) => row.end_cents * 12 }),
    payingCustomers: t.exposeInt('paying', { description: 'As the month ended.' }),
    arpaCents: t.field({
      ...cents,
      nullable: true,
      description: 'MRR ÷ paying organizations, to the cent.',
      resolve: (row) => averageOf(row.end_cents, row.paying),
    }),
    customerChurnRate: t.float({
      nullable: true,
      description:
        'Of the organizations that paid as the month began, the share that pays nothing as it ends.',
      resolve: (row) => rateOf(row.lost, row.start_paying),
    }),
    grossMrrChurnRate: t.float({
      nullable: true,
      description: '(churn + contraction) ÷ start.',
      resolve: (row) => rateOf(row.churn_cents + row.contraction_cents, row.start_cents),
    }),
    netMrrChurnRate: t.float({
      nullable: true,
      description: '(churn + contraction − expansion − reactivation) ÷ start; may be negative.',
      resolve: (row) => {
        const lost = row.churn_cents + row.contraction_cents
        return rateOf(lost - row.expansion_cents - row.reactivation_cents, row.start_cents)
      },
    }),
    netRevenueRetention: t.float({
      nullable: true,
      description: 'What those who paid as the month began pay as it ends ÷ what they paid.',
      resolve: (row) => rateOf(row.kept_cents, row.start_cents),
    }),
    grossRevenueRetention: t.float({
      nullable: true,
      description: 'The same without anybody counting for more than they paid; at most 1.',
      resolve: (row) => rateOf(row.kept_at_most_cents, row.start_cents),
    }),
    quickRatio: t.float({
      nullable: true,
      description: '(new + expansion + reactivation) ÷ (churn + contraction).',
      resolve: (row) => {
        const up = row.new_cents + row.expansion_cents + row.reactivation_cents
        return rateOf(up, row.churn_cents + row.contraction_cents)
      },
    }),
    growth: t.float({
      nullable: true,
      description: 'Of the MRR as the month ended over the month before.',
      resolve: (row) => rateOf(row.end_cents - row.start_cents, row.start_cents),
    }),
    growthOverYear: t.float({
      nullable: true,
      description: 'The same over the month a year before.',
      resolve: (row) => rateOf(row.end_cents - row.year_ago_cents, row.year_ago_cents),
    }),
    byPlan: t.field({
      type: [PlanMonth],
      description: 'Plans somebody paid for as the month began or ended, from the smallest.',
      resolve: async ({ month, months }, _args, context) => {
        const rows = await context.loader(`plans of ${months} months`, () =>
          listPlanMonths(context.db, months),
        )
        return rows.filter((row) => row.month === month)
      },
    }),
  }),
})

const mostMonths = 60

builder.queryField('revenueHistory', (t) =>
  t.field({
    type: [RevenueMonth],
    description: 'The last so many UTC months, this one last and unfinished. INVALID (months).',
    authScopes: { staff: true },
    complexity: ({ months }) => ({ field: 200, multiplier: months ?? 12 }),
    args: { months: t.arg.int({ defaultValue: 12, description: '1 to 60.' }) },
    resolve: async (_root, args, { db }) => {
      const months = sizeOf(args.months ?? 12, 'months', mostMonths)
      return (await listMonths(db, months)).map((row) => ({ ...row, months }))
    },
  }),
)
