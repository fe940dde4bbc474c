import { builder } from '../graphql/builder.ts'
import type { ClassCount, WeekHour } from '../scans/counts.ts'
import { Classification } from '../scans/schema.ts'
import type { DayPart as DayPartName, Point, Totals } from './analysis.ts'
import { DayPart, UniqueBasis } from './words.ts'

const UniqueCount = builder
  .objectRef<{ value: number; basis: 'DAY_EXACT' | 'SUM_OF_DAYS' }>('UniqueCount')
  .implement({
    description:
      'Visitors told apart by a hash under a salt of the organization and its local day, which is then destroyed: nobody is recognised on the next day. Scans whose visitor could not be told count in none.',
    authScopes: { member: true },
    fields: (t) => ({
      value: t.field({ type: 'SafeInt', resolve: ({ value }) => value }),
      basis: t.expose('basis', { type: UniqueBasis }),
    }),
  })

export const AnalyticsTotals = builder.objectRef<Totals>('AnalyticsTotals').implement({
  description: 'What a period comes to.',
  authScopes: { member: true },
  fields: (t) => ({
    from: t.field({ type: 'DateTime', resolve: ({ period }) => period.from }),
    to: t.field({ type: 'DateTime', resolve: ({ period }) => period.to }),
    scans: t.field({
      type: 'SafeInt',
      description: 'Hits classified HUMAN, or of the classes the filter names.',
      resolve: ({ scans }) => scans(),
    }),
    uniques: t.field({
      type: UniqueCount,
      description:
        "Visitors of these scans, told apart within the organization's local day whatever time zone was asked for, and added up over days.",
      complexity: 20,
      resolve: async ({ uniques, isOneDay }) => ({
        value: await uniques(),
        basis: isOneDay ? ('DAY_EXACT' as const) : ('SUM_OF_DAYS' as const),
      }),
    }),
    codesScanned: t.int({
      description: 'Codes with at least one of these scans.',
      resolve: ({ codes }) => codes(),
    }),
    scansPerCode: t.float({
      nullable: true,
      description: 'scans ÷ codesScanned; null without any.',
      resolve: async ({ scans, codes }) => {
        const divisor = await codes()
        return divisor === 0 ? null : (await scans()) / divisor
      },
    }),
    activeNow: t.int({
      description: 'Visitors of the last five minutes, whatever the period.',
      complexity: 5,
      resolve: ({ active }) => active(),
    }),
    hits: t.field({
      type: 'SafeInt',
      description: 'Everything that came in and passes the rest of the filter, of every class.',
      resolve: ({ hits }) => hits(),
    }),
    filtered: t.field({
      type: 'SafeInt',
      description: 'hits − scans: what was not counted as a scan.',
      resolve: async ({ hits, scans }) => (await hits()) - (await scans()),
    }),
  }),
})

export const TimePoint = builder.objectRef<Point>('TimePoint').implement({
  description: 'One bucket of a series.',
  authScopes: { member: true },
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime' }),
    until: t.expose('until', { type: 'DateTime', description: 'Where the next one begins.' }),
    scans: t.field({ type: 'SafeInt', resolve: ({ scans }) => scans }),
    uniques: t.field({
      type: 'SafeInt',
      nullable: true,
      description:
        "Visitors by local day of the organization, added up; null for buckets shorter than a day or of another zone than the organization's, which would cut its days, and where a filter would have more than 200,000 hits read for it.",
      resolve: ({ uniques }) => uniques(),
    }),
    isPartial: t.exposeBoolean('isPartial', {
      description:
        'The range ends or begins within this bucket: the one going on now, or a first week.',
    }),
    before: t.field({
      type: 'SafeInt',
      nullable: true,
      description: "The comparison's scans at the same place; null without a comparison.",
      resolve: ({ before }) => before,
    }),
  }),
})

export const DayPartCount = builder
  .objectRef<{ part: DayPartName; scans: number }>('DayPartCount')
  .implement({
    description: 'Scans of one quarter of the local day.',
    authScopes: { member: true },
    fields: (t) => ({
      part: t.expose('part', { type: DayPart }),
      scans: t.field({ type: 'SafeInt', resolve: ({ scans }) => scans }),
    }),
  })

export const WeekHourCount = builder.objectRef<WeekHour>('WeekHourCount').implement({
  description: 'Scans of one hour of one weekday.',
  authScopes: { member: true },
  fields: (t) => ({
    weekday: t.exposeInt('weekday', { description: 'ISO: 1 is Monday, 7 Sunday.' }),
    hour: t.exposeInt('hour', { description: '0 to 23, local time.' }),
    scans: t.field({ type: 'SafeInt', resolve: ({ scans }) => scans }),
  }),
})

export const HitClassCount = builder.objectRef<ClassCount>('HitClassCount').implement({
  description: 'Hits of one class, for one reason.',
  authScopes: { member: true },
  fields: (t) => ({
    classification: t.expose('classification', { type: Classification }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'The step that decided, such as bot:ua; null for people.',
    }),
    hits: t.field({ type: 'SafeInt', resolve: ({ hits }) => hits }),
  }),
})
