import { ChangeMark } from './ChangeMark.tsx'
import { formatWhole } from './format.ts'
import classes from './Trend.module.css'

type TrendProps = {
  /** One value a day, oldest first. */
  values: readonly number[]
  width?: number
}

const height = 20

/** How the last days went, in the width of a word; from zero, so that flat is flat. */
export function Trend({ values, width = 72 }: TrendProps) {
  const highest = Math.max(...values, 1)
  const step = values.length > 1 ? width / (values.length - 1) : 0
  const points = values.map(
    (value, index) => `${index * step},${height - 1 - (value / highest) * (height - 2)}`,
  )
  const sum = values.reduce((all, value) => all + value, 0)
  return (
    <svg
      className={classes.trend}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${formatWhole(sum)} in ${values.length} days, ${formatWhole(values.at(-1) ?? 0)} today`}
    >
      <polyline className={classes.line} data-flat={sum === 0} points={points.join(' ')} />
    </svg>
  )
}

/** The last seven of those days against the seven before. */
export function WeekChange({ values }: { values: readonly number[] }) {
  const sum = (days: readonly number[]) => days.reduce((all, each) => all + each, 0)
  const [now, before] = [sum(values.slice(-7)), sum(values.slice(-14, -7))]
  // Nothing in two weeks is not worth a word in every row.
  if (now === 0 && before === 0) return null
  return <ChangeMark value={now} before={before} />
}
