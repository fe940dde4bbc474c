import classes from './ChangeMark.module.css'
import { changeOf } from './figures.ts'
import { formatCount } from './format.ts'

type ChangeMarkProps = {
  value: number
  /** What it was in the period compared with; null when there is nothing to compare. */
  before: number | null
  /** Whether more is good news; a figure without a direction stays grey. */
  better?: 'more' | 'less' | null
  /** Says what it changed from, where there is room. */
  isLong?: boolean
  format?: (value: number) => string
}

/** An arrow and the words for it; the colour is never alone. */
export function ChangeMark(props: ChangeMarkProps) {
  const { value, before, better = 'more', isLong = false, format = formatCount } = props
  if (before === null) return null
  const { direction, amount } = changeOf(value, before)
  const isMove = direction === 'up' || direction === 'down'
  const isGood = (direction === 'up') === (better === 'more')
  const tone = !isMove || better === null ? 'quiet' : isGood ? 'up' : 'down'
  return (
    <span className={classes.change} title={`${format(before)} before`}>
      <span className={classes.amount} data-tone={tone}>
        {isMove && <span aria-hidden="true">{direction === 'up' ? '↑' : '↓'}</span>}
        {isMove && <span className="oi-unseen">{direction} </span>}
        {amount}
      </span>
      {isLong && before !== 0 && ` from ${format(before)}`}
    </span>
  )
}
