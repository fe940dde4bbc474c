import type { FiguresPartFragment } from '../gql/graphql.ts'
import { formatRange, formatRatio } from '../ui/figures.ts'
import { type Metric, MetricStrip } from '../ui/MetricStrip.tsx'
import type { Section } from './useAnalytics.ts'
import type { Scope, View } from './useView.ts'

type ScanFiguresProps = {
  section: Section<FiguresPartFragment>
  view: View
  scope: Scope
  /** Writes which days the figures are compared with. */
  isDated?: boolean
}

/** The four figures everything else explains; the first two pick what the chart draws. */
export function ScanFigures({ section, view, scope, isDated = false }: ScanFiguresProps) {
  const { part } = section
  return (
    <>
      <MetricStrip
        label="Totals"
        metrics={part ? metricsOf(part, view, scope) : []}
        pressed={view.search.metric ?? 'scans'}
        onPress={(key) => view.set({ metric: key === 'people' ? 'people' : undefined })}
        state={section.state}
        error={section.error}
        onRetry={section.retry}
      />
      {isDated && part && <Dates part={part} />}
    </>
  )
}

function metricsOf(part: FiguresPartFragment, view: View, scope: Scope): Metric[] {
  const { totals, comparison, lookbackDays } = part
  const isCut = view.compare !== null && !comparison && lookbackDays !== null
  const note = isCut ? `your plan shows ${lookbackDays} days` : undefined
  const isSum = totals.uniques.basis === 'SUM_OF_DAYS'
  return [
    {
      key: 'scans',
      label: view.search.traffic === 'all' ? 'Requests' : 'Scans',
      value: totals.scans,
      before: comparison?.scans ?? null,
      note,
      isDrawable: true,
    },
    {
      key: 'people',
      label: isSum ? 'People, sum of days' : 'People, this day',
      value: totals.uniques.value,
      before: comparison?.uniques.value ?? null,
      isDrawable: true,
    },
    ratioOf(part, scope),
    {
      key: 'now',
      label: 'Active now',
      value: totals.activeNow,
      note: 'in the last 5 minutes',
    },
  ]
}

/** How much each code brings; on a code's own page, how often each person came. */
function ratioOf({ totals, comparison }: FiguresPartFragment, scope: Scope): Metric {
  const isCode = scope.qrCodeId !== undefined
  const of = (each: Pick<typeof totals, 'scans' | 'uniques' | 'scansPerCode'>) => {
    if (!isCode) return each.scansPerCode ?? null
    return each.uniques.value > 0 ? each.scans / each.uniques.value : null
  }
  return {
    key: 'ratio',
    label: isCode ? 'Scans per person' : 'Scans per code',
    value: of(totals),
    before: comparison ? of(comparison) : null,
    format: formatRatio,
  }
}

/** The comparison covers the same part of its period, so its end is written too. */
function Dates({ part: { totals, comparison, timezone } }: { part: FiguresPartFragment }) {
  if (!comparison) return null
  return (
    <p style={{ margin: '4px 0 0', color: 'var(--oi-text2)', fontSize: 13 }}>
      {formatRange(totals.from, totals.to, timezone)}, against{' '}
      {formatRange(comparison.from, comparison.to, timezone)}
    </p>
  )
}
