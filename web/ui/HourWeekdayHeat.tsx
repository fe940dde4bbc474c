import { useMediaQuery } from '@mantine/hooks'
import { type ReactNode, useState } from 'react'
import { Choice } from './Choice.tsx'
import { narrowScreen } from './DataTable.tsx'
import { quantiles } from './figures.ts'
import { formatWhole } from './format.ts'
import classes from './HourWeekdayHeat.module.css'
import { type DataState, type SectionError, Stateful } from './Stateful.tsx'
import { TwinTable } from './TwinTable.tsx'
import { variable } from './variable.ts'

export type HeatCell = {
  /** 1 Monday to 7 Sunday */
  weekday: number
  /** 0 to 23 */
  hour: number
  value: number
}

type HourWeekdayHeatProps = {
  caption: string
  /** Those above zero are enough. */
  cells: HeatCell[]
  /** "scans" */
  unit: string
  state: DataState
  error?: SectionError | null
  onRetry?: () => void
  empty?: ReactNode
}

const days = Array.from({ length: 7 }, (_, index) => index + 1)
// 1 January 2024 was a Monday.
const dayName = (weekday: number, style: 'short' | 'long') =>
  new Intl.DateTimeFormat(undefined, { weekday: style, timeZone: 'UTC' }).format(
    new Date(Date.UTC(2024, 0, weekday)),
  )

/** When in the week, in the organization's zone: a sentence, a picture, and the same as a table. */
export function HourWeekdayHeat(props: HourWeekdayHeatProps) {
  const { caption, cells, unit } = props
  const isNarrow = useMediaQuery(narrowScreen, false, { getInitialValueInEffect: false })
  const [view, setView] = useState<'picture' | 'table'>('picture')
  const hours = isNarrow ? 3 : 1
  const blocks = Array.from({ length: 24 / hours }, (_, index) => index * hours)
  const sums = sumBlocks(cells, hours)
  const busiest = cells.reduce<HeatCell | null>(
    (best, cell) => (best && best.value >= cell.value ? best : cell),
    null,
  )
  return (
    <Stateful
      state={props.state}
      skeleton={<div className={classes.waiting} />}
      error={props.error ?? null}
      empty={props.empty}
      {...(props.onRetry && { onRetry: props.onRetry })}
    >
      {view === 'table' ? (
        <TwinTable
          caption={caption}
          head={['Day', ...blocks.map((hour) => blockName(hour, hours))]}
          rows={days.map((weekday) => ({
            key: String(weekday),
            cells: [
              dayName(weekday, 'short'),
              ...blocks.map((hour) => formatWhole(sums.get(`${weekday} ${hour}`) ?? 0)),
            ],
          }))}
        />
      ) : (
        <Grid caption={caption} sums={sums} blocks={blocks} hours={hours} unit={unit} />
      )}
      <div className={classes.foot}>
        <p className={classes.sentence}>
          {busiest &&
            `Busiest: ${dayName(busiest.weekday, 'long')} ${blockName(busiest.hour, 1)}, ${count(busiest.value, unit)}`}
        </p>
        <Choice
          label="Show the week as"
          options={[
            { value: 'picture', label: 'Picture' },
            { value: 'table', label: 'Table' },
          ]}
          value={view}
          onChange={setView}
        />
      </div>
    </Stateful>
  )
}

type GridProps = {
  caption: string
  sums: Map<string, number>
  blocks: number[]
  hours: number
  unit: string
}

function Grid({ caption, sums, blocks, hours, unit }: GridProps) {
  const level = quantiles([...sums.values()])
  return (
    <div
      className={classes.grid}
      style={variable('--columns', String(blocks.length))}
      role="img"
      aria-label={`${caption}; as numbers under Table`}
    >
      {days.flatMap((weekday) => [
        <span key={weekday}>{dayName(weekday, 'short')}</span>,
        ...blocks.map((hour) => {
          const value = sums.get(`${weekday} ${hour}`) ?? 0
          return (
            <i
              key={`${weekday} ${hour}`}
              className={classes.cell}
              data-level={level(value)}
              title={`${dayName(weekday, 'long')} ${blockName(hour, hours)}: ${count(value, unit)}`}
            />
          )
        }),
      ])}
      <span />
      {blocks.map((hour) => (
        <span key={hour} className={classes.hour}>
          {hour % 6 === 0 ? hour : ''}
        </span>
      ))}
    </div>
  )
}

/** "1 scan", "2 scans" */
function count(value: number, unit: string): string {
  return `${formatWhole(value)} ${value === 1 ? unit.replace(/s$/, '') : unit}`
}

function sumBlocks(cells: HeatCell[], hours: number): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { weekday, hour, value } of cells) {
    const key = `${weekday} ${Math.floor(hour / hours) * hours}`
    sums.set(key, (sums.get(key) ?? 0) + value)
  }
  return sums
}

function blockName(hour: number, hours: number): string {
  const clock = (each: number) => `${String(each).padStart(2, '0')}:00`
  return `${clock(hour)}–${clock(hour + hours)}`
}
