import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from 'recharts'
import { formatCount } from './format.ts'

// The only file that loads recharts; it comes in a chunk of its own, when a chart is on the page.

/** Where the plot lies in its box, so that what is laid over it meets the lines. */
export const plot = { top: 12, bottom: 26, left: 48 }

export type DrawnLine = { name: string; color: string }

export type DrawnPoint = {
  tick: string
  /** One a line; null where there is nothing to draw. */
  values: (number | null)[]
  before: number | null
  isPartial: boolean
}

type ChartDrawingProps = {
  lines: DrawnLine[]
  points: DrawnPoint[]
  ticks: number[]
  /** Room kept at the right for the names of lines. */
  right: number
}

/** Lines from zero: now in colour, before in grey, what is not finished in dashes. Nothing moves. */
export function ChartDrawing({ lines, points, ticks, right }: ChartDrawingProps) {
  const rows = points.map((point, index) => rowOf(points, point, index))
  const still = { isAnimationActive: false, activeDot: false, type: 'linear' } as const
  const dot = points.length === 1
  const text = { fontSize: 12, fill: 'var(--oi-text2)' }
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        data={rows}
        margin={{ top: plot.top, right, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid vertical={false} stroke="var(--oi-line)" />
        <XAxis
          dataKey="index"
          tickFormatter={(index: number) => points[index]?.tick ?? ''}
          height={plot.bottom}
          tickLine={false}
          axisLine={{ stroke: 'var(--oi-control)' }}
          tick={text}
          tickMargin={6}
          minTickGap={40}
          scale="point"
          padding={{ left: 0, right: 0 }}
        />
        <YAxis
          width={plot.left}
          domain={[0, ticks.at(-1) ?? 1]}
          ticks={ticks}
          tickFormatter={formatCount}
          tickLine={false}
          axisLine={false}
          tick={text}
          interval={0}
        />
        <Line
          {...still}
          dataKey="before"
          stroke="var(--oi-control)"
          strokeWidth={1.25}
          dot={dot}
          connectNulls={false}
        />
        {lines.length === 1 && (
          <Area
            {...still}
            dataKey="done0"
            stroke="none"
            fill={lines[0]?.color}
            fillOpacity={0.08}
            dot={false}
          />
        )}
        {lines.flatMap(({ name, color }, index) => [
          <Line
            key={name}
            {...still}
            dataKey={`done${index}`}
            stroke={color}
            strokeWidth={2}
            dot={dot}
          />,
          <Line
            key={`${name}, not finished`}
            {...still}
            dataKey={`open${index}`}
            stroke={color}
            strokeWidth={2}
            strokeDasharray="4 4"
            dot={dot}
          />,
        ])}
      </ComposedChart>
    </ResponsiveContainer>
  )
}

type Row = Record<string, number | null>

/** The dashes start at the last finished point, so that the line is whole. */
function rowOf(points: DrawnPoint[], point: DrawnPoint, index: number): Row {
  const row: Row = { index, before: point.before }
  for (const [line, value] of point.values.entries()) {
    row[`done${line}`] = point.isPartial ? null : value
    row[`open${line}`] = point.isPartial || points[index + 1]?.isPartial ? value : null
  }
  return row
}
