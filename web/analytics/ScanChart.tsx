import type { SeriesPartFragment, TimeBucket } from '../gql/graphql.ts'
import { Choice } from '../ui/Choice.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import type { Bucket } from '../ui/figures.ts'
import { formatMoment } from '../ui/format.ts'
import { preloadChart, TimeChart } from '../ui/TimeChart.tsx'
import { useZone } from '../ui/zone.ts'
import type { ViewSearch } from './address.ts'
import { CodesChart } from './CodesChart.tsx'
import { seriesDocument } from './documents.ts'
import { countDays, daysBetween, daysOf, todayIn, writeDays } from './ranges.ts'
import { useAnalytics } from './useAnalytics.ts'
import { type Scope, scopeVariables, type View } from './useView.ts'

preloadChart()

type ScanChartProps = { view: View; scope: Scope }

/** Scans, or people, over the range; the period compared with in grey. */
export function ScanChart({ view, scope }: ScanChartProps) {
  const zone = useZone()
  const { metric, step, traffic } = view.search
  const isPeople = metric === 'people'
  const section = useAnalytics(seriesDocument, {
    range: view.range,
    filter: view.filter,
    bucket: stepBuckets[step ?? 'none'],
    // There is no grey line for people: days of another period have no people in common with these.
    compare: isPeople ? null : view.compare,
    ...scopeVariables(scope),
  })
  const series = section.part?.series ?? []
  const bucket = bucketOf(series)
  const hasBefore = series.some((point) => point.before !== null)
  const canSplit = scope.campaignId !== undefined && !isPeople
  const split = canSplit && <SplitChoice view={view} />
  if (canSplit && view.search.by === 'code') {
    return <CodesChart view={view} scope={scope} whole={section} tools={split} />
  }
  const name = isPeople ? 'People' : traffic === 'all' ? 'Requests' : 'Scans'
  return (
    <TimeChart
      caption={`${name} over time`}
      lines={[name]}
      points={series.map(({ at, until, scans, uniques, before, isPartial }) => ({
        at,
        until,
        values: [isPeople ? uniques : scans],
        before: isPeople ? null : before,
        isPartial,
      }))}
      bucket={bucket}
      beforeName={hasBefore && !isPeople ? compareWords(view) : null}
      marks={(section.part?.targetChanges ?? []).map((at) => ({
        at,
        label: `Target changed ${formatMoment(at, zone)}`,
      }))}
      onZoom={(from, to) => view.set({ range: writeDays(daysBetween(from, to, zone)) })}
      tools={split}
      buckets={{
        options: bucketsFor(view.search, zone, bucket),
        onChange: (next) => view.set({ step: stepOf(next) }),
      }}
      state={isPeople && isWithout(series) ? 'empty' : section.state}
      error={section.error}
      onRetry={section.retry}
      empty={<WithoutPeople bucket={bucket} />}
    />
  )
}

/** A campaign is its codes: all of them as one line, or a line each. */
function SplitChoice({ view }: { view: View }) {
  return (
    <Choice
      label="Lines"
      options={[
        { value: 'all', label: 'All' },
        { value: 'code', label: 'By code' },
      ]}
      value={view.search.by === 'code' ? 'code' : 'all'}
      onChange={(value) => view.set({ by: value === 'code' ? value : undefined })}
    />
  )
}

type Step = NonNullable<ViewSearch['step']>

const stepBuckets: Record<Step | 'none', TimeBucket | null> = {
  hour: 'HOUR',
  day: 'DAY',
  week: 'WEEK',
  month: 'MONTH',
  none: null,
}

function stepOf(bucket: Bucket): Step | undefined {
  const steps: Partial<Record<Bucket, Step>> = {
    HOUR: 'hour',
    DAY: 'day',
    WEEK: 'week',
    MONTH: 'month',
  }
  return steps[bucket]
}

export function compareWords(view: View): string {
  return view.compare === 'PREVIOUS_YEAR' ? 'A year before' : 'Previous period'
}

/** Why the steps have no people. */
function WithoutPeople({ bucket }: { bucket: Bucket }) {
  if (bucket === 'HOUR' || bucket === 'QUARTER_HOUR') {
    return (
      <EmptyState
        title="People are counted by day"
        text="Shorter steps would count who came twice in a day twice. Choose days, or scans."
      />
    )
  }
  return (
    <EmptyState
      title="Too many to tell apart"
      text="People under this filter are not counted over so many scans. Choose a shorter range, or scans."
    />
  )
}

function isWithout(series: SeriesPartFragment['series']): boolean {
  return series.length > 0 && series.every((point) => point.uniques === null)
}

/** The steps the server took, told by the longest of them: the first and the last may be cut. */
export function bucketOf(series: readonly { at: string; until: string }[]): Bucket {
  const hours = Math.max(
    0,
    ...series.map(({ at, until }) => (Date.parse(until) - Date.parse(at)) / 3_600_000),
  )
  if (hours <= 0.5) return series.length > 0 ? 'QUARTER_HOUR' : 'DAY'
  if (hours <= 2) return 'HOUR'
  if (hours <= 26) return 'DAY'
  return hours <= 24 * 8 ? 'WEEK' : 'MONTH'
}

/** Steps that leave a chart between a few points and a few hundred. */
function bucketsFor(search: ViewSearch, zone: string, current: Bucket): Bucket[] {
  const days = daysOf(search.range, todayIn(zone))
  const count = days ? countDays(days) : 1_000
  const fitting: [Bucket, boolean][] = [
    ['HOUR', count <= 14],
    ['DAY', count > 2 && count <= 400],
    ['WEEK', count > 14],
    ['MONTH', count > 60],
  ]
  return fitting.filter(([bucket, fits]) => fits || bucket === current).map(([bucket]) => bucket)
}
