import { Campaign } from '../campaigns/schema.ts'
import { builder } from '../graphql/builder.ts'
import type { Context } from '../graphql/context.ts'
import { invalid } from '../graphql/errors.ts'
import { Organization } from '../organizations/schema.ts'
import { listPlans } from '../plans/queries.ts'
import { Plan } from '../plans/schema.ts'
import { QrCode } from '../qr-codes/schema.ts'
import { listCodesOfCampaigns } from '../rollups/membership.ts'
import { findCountedAt } from '../rollups/reading.ts'
import { listTargetChanges } from '../scans/counts.ts'
import { campaignsResolved, checkFilter, type ScanFilter } from '../scans/filter.ts'
import { ScanFilterInput } from '../scans/schema.ts'
import {
  type Analysis,
  analysisOf,
  breakdownOf,
  dayPartsOf,
  hitsOf,
  seriesOf,
  totalsOf,
} from './analysis.ts'
import { Breakdown } from './breakdown.ts'
import { type RangeInput as Asked, resolveRange } from './range.ts'
import { AnalyticsTotals, DayPartCount, HitClassCount, TimePoint, WeekHourCount } from './totals.ts'
import { AnalyticsDimension, ComparisonPeriod, RangeInput, TimeBucket } from './words.ts'

const Analytics = builder.objectRef<Analysis>('Analytics').implement({
  description:
    'What was scanned in a range. A scan is a hit classified HUMAN, or of the classes the filter names; every number of one answer is about the same scans.',
  authScopes: { member: true },
  fields: (t) => ({
    from: t.field({ type: 'DateTime', resolve: ({ range }) => range.from }),
    to: t.field({
      type: 'DateTime',
      description: 'Not later than now.',
      resolve: ({ range }) => range.to,
    }),
    timezone: t.string({
      description: 'Whose clock cuts buckets, days of presets, day parts and hours.',
      resolve: ({ range }) => range.timezone,
    }),
    isShortened: t.boolean({
      description: "The plan's look-back cut the range. What is older is kept.",
      resolve: ({ range }) => range.isShortened,
    }),
    lookbackDays: t.int({
      nullable: true,
      description: 'So many whole local days before today are shown; null: without end.',
      resolve: ({ range }) => range.lookbackDays,
    }),
    lookbackPlan: t.field({
      type: Plan,
      nullable: true,
      description:
        'The cheapest plan that would show the whole range; null when nothing was cut, or none would.',
      resolve: async ({ range }, _args, { db }) =>
        (await listPlans(db)).find((plan) => plan.id === range.lookbackPlanId) ?? null,
    }),
    updatedAt: t.field({
      type: 'DateTime',
      description: 'Hits stored before it are counted.',
      resolve: ({ db }) => findCountedAt(db),
    }),
    totals: t.field({
      type: AnalyticsTotals,
      complexity: 20,
      resolve: (analysis) => totalsOf(analysis, analysis.range),
    }),
    comparison: t.field({
      type: AnalyticsTotals,
      nullable: true,
      description:
        'The same elapsed part of the period before; null when it begins before the look-back, where a part would be compared with a whole.',
      args: {
        with: t.arg({ type: ComparisonPeriod, defaultValue: 'PREVIOUS_PERIOD', required: true }),
      },
      complexity: 20,
      resolve: (analysis, args) => {
        const period = analysis.range.before[args.with]
        return period && totalsOf(analysis, period)
      },
    }),
    series: t.field({
      type: [TimePoint],
      description:
        'The range in buckets, none left out; their scans add up to the total. INVALID for more than 1,200 points.',
      args: {
        bucket: t.arg({
          type: TimeBucket,
          description: 'By the length of the range when missing.',
        }),
        compare: t.arg({ type: ComparisonPeriod }),
      },
      complexity: { field: 40, multiplier: 10 },
      resolve: (analysis, args) => seriesOf(analysis, args.bucket ?? null, args.compare ?? null),
    }),
    breakdown: t.field({
      type: Breakdown,
      description: 'The scans by what they have in common, most first.',
      args: {
        by: t.arg({ type: AnalyticsDimension, required: true }),
        first: t.arg.int({
          defaultValue: 10,
          required: true,
          description: 'How many rows, 1 to 250.',
        }),
        compare: t.arg({ type: ComparisonPeriod }),
      },
      complexity: (args) => ({
        field: 20,
        multiplier: Math.min(250, Math.max(1, args.first)),
      }),
      resolve: (analysis, { by, first, compare }) => {
        if (first < 1 || first > 250) throw invalid('first', 'Ask for 1 to 250 rows.')
        return breakdownOf(analysis, by, first, compare ?? null)
      },
    }),
    dayParts: t.field({
      type: [DayPartCount],
      description: 'By quarter of the local day, all four; they add up to the total.',
      complexity: { field: 20, multiplier: 4 },
      resolve: dayPartsOf,
    }),
    weekHours: t.field({
      type: [WeekHourCount],
      description: 'By local weekday and hour, cells without scans left out.',
      complexity: { field: 20, multiplier: 10 },
      resolve: (analysis) => analysis.weekHours(),
    }),
    hits: t.field({
      type: [HitClassCount],
      description:
        'Everything that came in, by what it was and why: what was filtered can be looked at. Adds up to all hits.',
      complexity: { field: 20, multiplier: 10 },
      resolve: hitsOf,
    }),
    targetChanges: t.field({
      type: ['DateTime'],
      description: 'When a code of these began to lead elsewhere, oldest first; the last 100.',
      complexity: 20,
      resolve: ({ db, range, qrCodeIds }) => listTargetChanges(db, range, qrCodeIds),
    }),
  }),
})

type Args = { range?: Asked | null; timezone?: string | null; filter?: ScanFilter | null }

async function analyze(
  { db }: Context,
  args: Args,
  qrCodeIds: readonly string[] | null,
): Promise<Analysis> {
  const filter = await campaignsResolved(db, checkFilter(args.filter))
  const range = await resolveRange(
    db,
    args.range ?? { preset: 'LAST_30_DAYS' },
    args.timezone ?? null,
  )
  return analysisOf(db, range, filter, qrCodeIds)
}

const given = {
  range: { type: RangeInput, description: 'LAST_30_DAYS when missing.' },
  timezone: { description: "An IANA name; the organization's own when missing." },
  filter: {
    type: ScanFilterInput,
    description: 'People only when it does not say otherwise; its times are not taken here.',
  },
} as const

builder.objectField(Organization, 'analytics', (t) =>
  t.field({
    type: Analytics,
    description: "The organization's scans in numbers. INVALID for range, timezone and filter.",
    args: {
      range: t.arg(given.range),
      timezone: t.arg.string(given.timezone),
      filter: t.arg(given.filter),
    },
    complexity: 40,
    resolve: (_organization, args, context) => analyze(context, args, null),
  }),
)

builder.objectField(QrCode, 'analytics', (t) =>
  t.field({
    type: Analytics,
    description: "This code's scans in numbers. INVALID for range, timezone and filter.",
    args: {
      range: t.arg(given.range),
      timezone: t.arg.string(given.timezone),
      filter: t.arg(given.filter),
    },
    complexity: 40,
    resolve: (code, args, context) => analyze(context, args, [code.id]),
  }),
)

builder.objectField(Campaign, 'analytics', (t) =>
  t.field({
    type: Analytics,
    description:
      'The scans of the codes that belong to it now, deleted ones included, in numbers. INVALID for range, timezone and filter.',
    args: {
      range: t.arg(given.range),
      timezone: t.arg.string(given.timezone),
      filter: t.arg(given.filter),
    },
    complexity: 40,
    resolve: async (campaign, args, context) => {
      const codes = await listCodesOfCampaigns(context.db, [campaign.id])
      return analyze(
        context,
        args,
        codes.map((code) => code.id),
      )
    },
  }),
)
