import { useMediaQuery } from '@mantine/hooks'
import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react'
import { ChartOverlay } from './ChartOverlay.tsx'
import { Choice } from './Choice.tsx'
import { narrowScreen } from './DataTable.tsx'
import { EndNames } from './EndNames.tsx'
import { type Bucket, formatBucket, formatTick, ticksFor } from './figures.ts'
import { formatWhole } from './format.ts'
import { type DataState, type SectionError, Stateful } from './Stateful.tsx'
import classes from './TimeChart.module.css'
import { TwinTable } from './TwinTable.tsx'
import { variable } from './variable.ts'
import { useZone } from './zone.ts'

export type TimeChartPoint = {
  at: string
  until: string
  /** One a line. */
  values: (number | null)[]
  /** The same place in the period compared with. */
  before: number | null
  /** The bucket has not ended, or began before the range. */
  isPartial: boolean
}

type TimeChartProps = {
  caption: string
  /** Named at their ends; at most six, in the order of their colours. */
  lines: string[]
  /** The last line is the sum of what has none. */
  hasOther?: boolean
  points: TimeChartPoint[]
  bucket: Bucket
  /** What the grey line is, in words; null without one. */
  beforeName: string | null
  /** Moments ticked under the axis, with what happened then. */
  marks?: { at: string; label: string }[]
  /** Dragging over the chart picks a range: from, inclusive, to, exclusive. */
  onZoom?: (from: string, to: string) => void
  buckets?: { options: Bucket[]; onChange: (bucket: Bucket) => void } | null
  tools?: ReactNode
  state: DataState
  error?: SectionError | null
  onRetry?: () => void
  empty?: ReactNode
}

const load = () => import('./ChartDrawing.tsx')
const Drawing = lazy(() => load().then((module) => ({ default: module.ChartDrawing })))

/** Fetches the drawing beside the data, instead of after it. */
export function preloadChart(): void {
  void load()
}

const bucketWords: Record<Bucket, string> = {
  QUARTER_HOUR: '15 minutes',
  HOUR: 'Hour',
  DAY: 'Day',
  WEEK: 'Week',
  MONTH: 'Month',
}

/** Values over time from zero, as a chart and, one click away, as a table with the same numbers. */
export function TimeChart(props: TimeChartProps) {
  const [view, setView] = useState<'chart' | 'table'>('chart')
  const { buckets, bucket } = props
  const isNarrow = useMediaQuery(narrowScreen, false, { getInitialValueInEffect: false })
  // Several lines are named where they end, unless a phone has no room for that.
  const hasEndNames = props.lines.length > 1 && !isNarrow
  return (
    <div className={classes.chart}>
      <div className={classes.tools}>
        <Legend {...props} lines={hasEndNames && view === 'chart' ? [] : props.lines} />
        {props.tools}
        {buckets && buckets.options.length > 1 && (
          <Choice
            label="Steps"
            options={buckets.options.map((value) => ({ value, label: bucketWords[value] }))}
            value={bucket}
            onChange={buckets.onChange}
          />
        )}
        <Choice
          label="Show as"
          options={[
            { value: 'chart', label: 'Chart' },
            { value: 'table', label: 'Table' },
          ]}
          value={view}
          onChange={setView}
        />
      </div>
      <Stateful
        state={props.state}
        skeleton={<div className={classes.box} data-waiting="true" />}
        error={props.error ?? null}
        empty={props.empty}
        {...(props.onRetry && { onRetry: props.onRetry })}
      >
        {view === 'table' ? <Table {...props} /> : <Picture {...props} hasEndNames={hasEndNames} />}
      </Stateful>
    </div>
  )
}

function Legend({ lines, hasOther, beforeName, points }: TimeChartProps) {
  const isOpen = points.some((point) => point.isPartial)
  return (
    <p className={classes.legend}>
      {lines.map((name, index) => (
        <span
          key={name}
          className={classes.name}
          style={variable('--color', colorIn(lines, index, hasOther))}
        >
          {name}
        </span>
      ))}
      {beforeName && (
        <span className={classes.name} data-before>
          {beforeName}
        </span>
      )}
      {isOpen && (
        <span className={classes.name} data-open>
          not finished
        </span>
      )}
    </p>
  )
}

function Picture(props: TimeChartProps & { hasEndNames: boolean }) {
  const { points, lines, bucket, caption, marks = [], onZoom } = props
  const zone = useZone()
  const drawn = useMemo(
    () =>
      points.map(({ at, values, before, isPartial }) => ({
        tick: formatTick(at, bucket, zone),
        values,
        before,
        isPartial,
      })),
    [points, bucket, zone],
  )
  const ticks = useMemo(
    () =>
      ticksFor(
        Math.max(0, ...drawn.flatMap(({ values, before }) => [...values, before].map(Number))),
      ),
    [drawn],
  )
  const colored = lines.map((name, index) => ({
    name,
    color: colorIn(lines, index, props.hasOther),
  }))
  const right = props.hasEndNames ? 184 : 12
  return (
    <figure
      className={classes.box}
      style={variable('--right', `${right}px`)}
      aria-label={`${caption}; as a table under Table`}
    >
      <div className={classes.drawing} aria-hidden="true">
        <Suspense fallback={null}>
          <Drawing lines={colored} points={drawn} ticks={ticks} right={right} />
        </Suspense>
      </div>
      <ChartOverlay
        points={points}
        lines={colored}
        bucket={bucket}
        highest={ticks.at(-1) ?? 1}
        marks={marks}
        onZoom={onZoom ?? null}
        beforeName={props.beforeName}
      />
      {props.hasEndNames && (
        <EndNames lines={colored} points={points} highest={ticks.at(-1) ?? 1} />
      )}
    </figure>
  )
}

function Table({ caption, lines, points, bucket, beforeName }: TimeChartProps) {
  const zone = useZone()
  const write = (value: number | null) => (value === null ? '' : formatWhole(value))
  return (
    <TwinTable
      caption={caption}
      head={['When', ...lines, ...(beforeName ? [beforeName] : [])]}
      rows={points.map(({ at, until, values, before, isPartial }) => ({
        key: at,
        cells: [
          `${formatBucket(at, until, bucket, zone)}${isPartial ? ', not finished' : ''}`,
          ...values.map(write),
          ...(beforeName ? [write(before)] : []),
        ],
      }))}
    />
  )
}

function colorIn(lines: string[], index: number, hasOther = false): string {
  return colorOf(hasOther && index === lines.length - 1 ? 6 : index)
}

export function colorOf(index: number): string {
  return index < 6 ? `var(--oi-c${index + 1})` : 'var(--oi-other)'
}
