import DataLoader from 'dataloader'
import { builder } from '../admin/builder.ts'
import type { AdminContext } from '../admin/context.ts'
import { listComplexity, sizeOf } from '../admin/page.ts'
import { Customer } from '../admin-customers/customer.ts'
import { type CustomerRow, listCustomers } from '../admin-customers/metrics.ts'
import { type Idle, listCandidates, listIdle, listPerformers, type Performer } from './queries.ts'
import { type Factor, judgeRisk, judgeUpgrade, levels, type Risk, type Upgrade } from './score.ts'

/** Rows one answer has at most. */
const most = 200

const limitArg = { defaultValue: 50, description: '1 to 200.' }
const safe = { type: 'SafeInt' } as const

/** The organizations of a list with all their numbers, in one question. */
function loadCustomer(context: AdminContext, id: string): Promise<CustomerRow> {
  const loader = context.loader('customers', () => {
    return new DataLoader<string, CustomerRow>(async (ids) => {
      const rows = new Map(
        (await listCustomers(context.db, ids)).map((row) => [row.organization_id, row]),
      )
      return ids.map((each) => rows.get(each) ?? new Error('This organization is gone.'))
    })
  })
  return loader.load(id)
}

const FactorType = builder.objectRef<Factor>('ScoreFactor').implement({
  description: 'A part of a score; the parts sum to it.',
  authScopes: { staff: true },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'USAGE, ACTIVITY or GROWTH.' }),
    points: t.exposeFloat('points', { description: 'At most 60, 25 and 15, in tenths.' }),
    reason: t.exposeString('reason', { description: 'What it was reckoned from, in words.' }),
  }),
})

type UpgradeRow = Upgrade & { organization_id: string }

const UpgradeOpportunity = builder.objectRef<UpgradeRow>('UpgradeOpportunity').implement({
  description:
    'An organization in good standing, on any plan but the largest, that uses 60 % or more of its seats, QR codes or storage, or has more than 50 activities in 30 days.',
  authScopes: { staff: true },
  fields: (t) => ({
    customer: t.field({
      type: Customer,
      resolve: ({ organization_id: id }, _args, context) => loadCustomer(context, id),
    }),
    score: t.exposeFloat('score', {
      description:
        'To 100: the sum of its factors, of the fullest limit × 60, activities ÷ 50 × 25 and growth of scans × 15.',
    }),
    factors: t.field({ type: [FactorType], resolve: ({ factors }) => factors }),
    reasons: t.exposeStringList('reasons', { description: 'The rules it meets, in words.' }),
  }),
})

builder.queryField('upgradeOpportunities', (t) =>
  t.field({
    type: [UpgradeOpportunity],
    description: 'The highest scores first. INVALID (limit).',
    authScopes: { staff: true },
    complexity: ({ limit }) => listComplexity(limit ?? 50),
    args: { limit: t.arg.int(limitArg) },
    resolve: async (_root, { limit }, context) => {
      const size = sizeOf(limit ?? 50, 'limit', most)
      const judged = (await listCandidates(context.db)).flatMap((candidate) => {
        const upgrade = judgeUpgrade(candidate)
        return upgrade ? [{ ...upgrade, organization_id: candidate.organization_id }] : []
      })
      const sorted = judged.sort(
        (a, b) => b.score - a.score || (a.organization_id < b.organization_id ? -1 : 1),
      )
      return context.touch(sorted.slice(0, size))
    },
  }),
)

const Level = builder.enumType('ChurnLevel', { values: levels })

const ChurnRisk = builder.objectRef<Idle & Risk>('ChurnRisk').implement({
  description:
    'An organization that pays, and where nobody was for more than 7 days; who never came at all is counted from its sign-up.',
  authScopes: { staff: true },
  fields: (t) => ({
    customer: t.field({
      type: Customer,
      resolve: ({ organization_id: id }, _args, context) => loadCustomer(context, id),
    }),
    mrrCents: t.exposeInt('mrr_cents', { description: 'What would be lost.' }),
    level: t.expose('level', {
      type: Level,
      description:
        'More than 7 idle days: WATCH; 14: MEDIUM; 30: HIGH. While its codes are scanned it is one lower: printed codes that work are worth something.',
    }),
    levelByIdleness: t.expose('byIdleness', { type: Level, description: 'Without that.' }),
    isLowered: t.exposeBoolean('isLowered', { description: 'Whether scans lowered it.' }),
    idleDays: t.int({
      description: 'Whole days of 24 hours since the last sign of life, or since sign-up.',
      resolve: ({ idle }) => Math.floor(idle),
    }),
    lastActiveAt: t.expose('last_active_at', {
      type: 'DateTime',
      nullable: true,
      description: 'Null: never.',
    }),
    scansLast7Days: t.expose('scans', safe),
  }),
})

builder.queryField('churnRisks', (t) =>
  t.field({
    type: [ChurnRisk],
    description: 'The highest risk first, then the longest idle. INVALID (limit).',
    authScopes: { staff: true },
    complexity: ({ limit }) => listComplexity(limit ?? 50),
    args: { limit: t.arg.int(limitArg) },
    resolve: async (_root, { limit }, context) => {
      const size = sizeOf(limit ?? 50, 'limit', most)
      const judged = (await listIdle(context.db)).map((row) => ({ ...row, ...judgeRisk(row) }))
      const rank = ({ level }: Risk) => levels.indexOf(level)
      return context.touch(
        judged.sort((a, b) => rank(b) - rank(a) || b.idle - a.idle).slice(0, size),
      )
    },
  }),
)

const TopPerformer = builder.objectRef<Performer>('TopPerformer').implement({
  description:
    'An organization with more than 1,000 people’s scans of all time and 3 campaigns or more.',
  authScopes: { staff: true },
  fields: (t) => ({
    customer: t.field({
      type: Customer,
      resolve: ({ organization_id: id }, _args, context) => loadCustomer(context, id),
    }),
    scans: t.expose('scans', safe),
    campaigns: t.exposeInt('campaigns', { description: 'Deleted ones left out.' }),
    qrCodes: t.exposeInt('codes', { description: 'Deleted ones left out.' }),
    scansPerCode: t.float({
      nullable: true,
      resolve: ({ scans, codes }) => (codes > 0 ? scans / codes : null),
    }),
    countries: t.exposeInt('countries', {
      description: 'Known countries its codes were scanned in.',
    }),
  }),
})

builder.queryField('topPerformers', (t) =>
  t.field({
    type: [TopPerformer],
    description: 'The most scanned first: whom to write a case study about. INVALID (limit).',
    authScopes: { staff: true },
    complexity: ({ limit }) => listComplexity(limit ?? 50),
    args: { limit: t.arg.int(limitArg) },
    resolve: async (_root, { limit }, context) =>
      context.touch(await listPerformers(context.db, sizeOf(limit ?? 50, 'limit', most))),
  }),
)
