import type { MouseEvent, ReactNode } from 'react'
import classes from './BarList.module.css'
import { ChangeMark } from './ChangeMark.tsx'
import { formatShare } from './figures.ts'
import { formatCount, formatWhole } from './format.ts'
import { RowsSkeleton } from './Skeletons.tsx'
import { type DataState, type SectionError, Stateful } from './Stateful.tsx'
import { variable } from './variable.ts'

export type Bar = {
  key: string
  label: string
  value: number
  /** Of the whole, 0 to 1. */
  share: number
  before?: number | null
  /** Where following the row leads: the same page filtered by it, or without that filter again. */
  href?: string
  isActive?: boolean
}

type BarListProps = {
  label: string
  rows: Bar[]
  /** Everything that is in no row. */
  other?: { value: number; share: number } | null
  /** The row without a name, such as scans from an unknown country: it stands last. */
  unknownKey?: string
  onPick?: (key: string) => void
  state: DataState
  /** How many rows to keep room for while loading. */
  room?: number
  error?: SectionError | null
  onRetry?: () => void
  empty?: ReactNode
}

/** Values by rank, each with its part of the whole. A row that leads somewhere is a link. */
export function BarList(props: BarListProps) {
  const { rows, other = null, unknownKey = '', room = 6 } = props
  const highest = Math.max(...rows.map((row) => row.value), other?.value ?? 0, 1)
  const ordered = [
    ...rows.filter((row) => row.key !== unknownKey),
    ...rows.filter((row) => row.key === unknownKey),
  ]
  return (
    <Stateful
      state={props.state}
      skeleton={<RowsSkeleton rows={room} height={32} narrow={44} />}
      error={props.error ?? null}
      empty={props.empty}
      {...(props.onRetry && { onRetry: props.onRetry })}
    >
      <ul className={classes.list} aria-label={props.label}>
        {ordered.map((row) => (
          <li key={row.key}>
            <Row row={row} highest={highest} onPick={props.onPick} />
          </li>
        ))}
        {other && other.value > 0 && (
          <li>
            <span
              className={classes.row}
              data-other
              style={variable('--width', percentOf(other.value, highest))}
            >
              <Cells label="Other" value={other.value} share={other.share} before={null} note="" />
            </span>
          </li>
        )}
      </ul>
    </Stateful>
  )
}

type RowProps = { row: Bar; highest: number; onPick: ((key: string) => void) | undefined }

function Row({ row, highest, onPick }: RowProps) {
  const cells = (
    <Cells
      label={row.label}
      value={row.value}
      share={row.share}
      before={row.before ?? null}
      note={row.isActive ? ', filtered by it; follow to remove' : ''}
    />
  )
  if (!row.href) {
    return (
      <span className={classes.row} style={variable('--width', percentOf(row.value, highest))}>
        {cells}
      </span>
    )
  }
  function follow(event: MouseEvent) {
    // A new tab stays the browser's business.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0 || !onPick) return
    event.preventDefault()
    onPick(row.key)
  }
  return (
    <a
      className={classes.row}
      href={row.href}
      aria-current={row.isActive ? 'true' : undefined}
      style={variable('--width', percentOf(row.value, highest))}
      onClick={follow}
    >
      {cells}
    </a>
  )
}

type CellsProps = {
  label: string
  value: number
  share: number
  before: number | null
  /** For screen readers, after the name. */
  note: string
}

function Cells({ label, value, share, before, note }: CellsProps) {
  return (
    <>
      <span className={classes.name} title={label}>
        {label}
        {note && <span className="oi-unseen">{note}</span>}
      </span>
      {before !== null && (
        <span className={classes.change}>
          <ChangeMark value={value} before={before} />
        </span>
      )}
      <span className={classes.value} title={formatWhole(value)}>
        {formatCount(value)}
      </span>
      <span className={classes.share}>{formatShare(share)}</span>
    </>
  )
}

function percentOf(value: number, highest: number): string {
  return `${(value / highest) * 100}%`
}
