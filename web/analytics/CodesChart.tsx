import type { ReactNode } from 'react'
import type { ScanFilter, SeriesPartFragment } from '../gql/graphql.ts'
import { TimeChart } from '../ui/TimeChart.tsx'
import { useBreakdown } from './BreakdownList.tsx'
import { bucketOf } from './ScanChart.tsx'
import type { Section } from './useAnalytics.ts'
import { mostLines, useSeriesOf } from './useSeriesOf.ts'
import type { Scope, View } from './useView.ts'

type CodesChartProps = {
  view: View
  scope: Scope
  /** All of the scans, of which these lines are parts. */
  whole: Section<SeriesPartFragment>
  tools: ReactNode
}

/** The same scans, split: a line each for the five codes with the most, and one for the rest. */
export function CodesChart({ view, scope, whole, tools }: CodesChartProps) {
  const top = useBreakdown(view, scope, 'QR_CODE', mostLines)
  const rows = top.part?.breakdown.rows ?? []
  const filters = rows.map(
    ({ key }): ScanFilter => ({
      ...view.filter,
      qrCodeIds: [key],
      ...(scope.campaignId && { campaignIds: [scope.campaignId] }),
    }),
  )
  const series = useSeriesOf(view, filters)
  const parts = series.parts.slice(0, rows.length)
  const points = whole.part?.series ?? []
  const hasOther = (top.part?.breakdown.other ?? 0) > 0
  const names = distinct(rows.map(({ label }) => label))
  const state = [whole.state, top.state, series.state].find((each) => each !== 'ready') ?? 'ready'
  return (
    <TimeChart
      caption="Scans over time, by code"
      lines={hasOther ? [...names, 'Other'] : names}
      hasOther={hasOther}
      points={points.map(({ at, until, scans, isPartial }, index) => {
        const values = parts.map((part) => part?.series[index]?.scans ?? 0)
        const rest = scans - values.reduce((sum, value) => sum + value, 0)
        // A scan may have come in between the two answers.
        const all = hasOther ? [...values, Math.max(0, rest)] : values
        return { at, until, isPartial, before: null, values: all }
      })}
      bucket={bucketOf(points)}
      beforeName={null}
      tools={tools}
      state={state}
      error={whole.error ?? top.error ?? series.error}
      onRetry={() => {
        whole.retry()
        top.retry()
        series.retry()
      }}
    />
  )
}

/** Two codes may have one name; a chart needs to tell them apart. */
export function distinct(names: readonly string[]): string[] {
  return names.map((name, index) =>
    names.some((each, at) => at !== index && each === name) ? `${name} (${index + 1})` : name,
  )
}
