import classes from './EndNames.module.css'
import { spread } from './figures.ts'
import type { TimeChartPoint } from './TimeChart.tsx'
import { variable } from './variable.ts'

type EndNamesProps = {
  lines: { name: string; color: string }[]
  points: TimeChartPoint[]
  highest: number
}

/** A name's height, as a share of the plot's 242 pixels. */
const step = 17 / 242

/** The names of lines where the lines end, moved apart where they would cover one another. */
export function EndNames({ lines, points, highest }: EndNamesProps) {
  const ends = lines.map(
    (_line, index) => points.findLast(({ values }) => values[index] != null)?.values[index] ?? 0,
  )
  const places = spread(
    ends.map((value) => 1 - value / highest),
    step,
  )
  return (
    <div className={classes.names} aria-hidden="true">
      {lines.map(({ name, color }, index) => (
        <span
          key={name}
          className={classes.name}
          title={name}
          style={{ ...variable('--color', color), top: `${(places[index] ?? 0) * 100}%` }}
        >
          {name}
        </span>
      ))}
    </div>
  )
}
