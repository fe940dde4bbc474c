import { useMediaQuery } from '@mantine/hooks'
import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { toggled } from './Checks.tsx'
import classes from './DataTable.module.css'
import { ShowMore } from './ShowMore.tsx'
import { useShortcuts } from './shortcuts.ts'

export type Column<Row> = {
  key: string
  head: string
  /** For columns of buttons: the head is there for screen readers only. */
  isHeadUnseen?: boolean
  /** Figures stand at the right. */
  align?: 'right'
  width?: number | string
  /** Dropped between a phone and a wide screen, where room is short. */
  spare?: boolean
  /** Names its row for screen readers. */
  isName?: boolean
  cell: (row: Row) => ReactNode
}

/** The same row on a phone: two lines, the figure at the right. */
export type NarrowRow = { first: ReactNode; second: ReactNode; figure?: ReactNode }

/** Rows that are chosen for something to be done with them. */
export type Selection<Row> = {
  chosen: ReadonlySet<string>
  onChange: (chosen: ReadonlySet<string>) => void
  /** What a row's box is called for screen readers. */
  nameOf: (row: Row) => string
}

type DataTableProps<Row> = {
  caption: string
  columns: Column<Row>[]
  rows: Row[]
  narrow: (row: Row) => NarrowRow
  more?: { onMore: () => void; loading: boolean } | null
  selection?: Selection<Row> | null
}

export const narrowScreen = '(max-width: 47.99em)'

/**
 * A real table; on a phone a list with two lines a row. Put class oi-cover on the row's link: J and K go from one to the
 * next, Enter opens it, and Space chooses its row where rows can be chosen.
 */
export function DataTable<Row extends { id: string }>(props: DataTableProps<Row>) {
  const isNarrow = useMediaQuery(narrowScreen, false, { getInitialValueInEffect: false })
  const table = useRef<HTMLDivElement>(null)
  useShortcuts({
    nextRow: () => step(table.current, 1),
    previousRow: () => step(table.current, -1),
  })
  return (
    <>
      <div ref={table}>{isNarrow ? <Narrow {...props} /> : <Wide {...props} />}</div>
      {props.more && <ShowMore isLoading={props.more.loading} onMore={props.more.onMore} />}
    </>
  )
}

/** Moves the focus to the link of the next row, or of the first. */
function step(table: HTMLElement | null, by: 1 | -1): void {
  const links = [...(table?.querySelectorAll<HTMLElement>('.oi-cover') ?? [])]
  const row = document.activeElement?.closest('tr, li')
  const now = links.findIndex((link) => row?.contains(link))
  links.at(now < 0 ? 0 : Math.min(links.length - 1, Math.max(0, now + by)))?.focus()
}

/** Space on the row's link chooses the row; a link does nothing with it by itself. */
function onSpace<Row extends { id: string }>(selection: Selection<Row> | null, row: Row) {
  if (!selection) return undefined
  return (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== ' ' || !(event.target instanceof HTMLAnchorElement)) return
    event.preventDefault()
    selection.onChange(toggled(selection.chosen, row.id))
  }
}

function Box<Row extends { id: string }>({
  selection,
  row,
}: {
  selection: Selection<Row>
  row: Row
}) {
  return (
    <input
      type="checkbox"
      className={classes.box}
      aria-label={`Choose ${selection.nameOf(row)}`}
      checked={selection.chosen.has(row.id)}
      onChange={() => selection.onChange(toggled(selection.chosen, row.id))}
    />
  )
}

function EveryBox<Row extends { id: string }>({
  selection,
  rows,
}: {
  selection: Selection<Row>
  rows: Row[]
}) {
  const count = rows.filter(({ id }) => selection.chosen.has(id)).length
  const isEvery = count === rows.length
  return (
    <input
      type="checkbox"
      className={classes.box}
      aria-label="Choose every row shown"
      checked={isEvery}
      ref={(box) => {
        if (box) box.indeterminate = count > 0 && !isEvery
      }}
      onChange={() => selection.onChange(new Set(isEvery ? [] : rows.map(({ id }) => id)))}
    />
  )
}

function Wide<Row extends { id: string }>(props: DataTableProps<Row>) {
  const { caption, columns, rows, selection = null } = props
  return (
    <table className={classes.table}>
      <caption className="oi-unseen">{caption}</caption>
      <thead>
        <tr>
          {selection && (
            <td className={classes.choose}>
              <EveryBox selection={selection} rows={rows} />
            </td>
          )}
          {columns.map((column) => (
            <th
              key={column.key}
              scope="col"
              data-align={column.align}
              data-spare={column.spare}
              style={{ width: column.width }}
            >
              {column.isHeadUnseen ? <span className="oi-unseen">{column.head}</span> : column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            key={row.id}
            data-chosen={selection?.chosen.has(row.id)}
            onKeyDown={onSpace(selection, row)}
          >
            {selection && (
              <td className={classes.choose}>
                <Box selection={selection} row={row} />
              </td>
            )}
            {columns.map((column) => (
              <Cell key={column.key} column={column} row={row} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const attributes = { 'data-align': column.align, 'data-spare': column.spare }
  if (column.isName) {
    return (
      <th scope="row" {...attributes}>
        {column.cell(row)}
      </th>
    )
  }
  return <td {...attributes}>{column.cell(row)}</td>
}

function Narrow<Row extends { id: string }>(props: DataTableProps<Row>) {
  const { caption, rows, narrow, selection = null } = props
  return (
    <ul className={classes.list} aria-label={caption}>
      {rows.map((row) => {
        const { first, second, figure } = narrow(row)
        return (
          <li
            key={row.id}
            className={classes.item}
            data-chosen={selection?.chosen.has(row.id)}
            onKeyDown={onSpace(selection, row)}
          >
            {selection && (
              // biome-ignore lint/a11y/noLabelWithoutControl: the box brings its own name
              <label className={classes.choose}>
                <Box selection={selection} row={row} />
              </label>
            )}
            <div className={classes.lines}>
              <div className={classes.first}>{first}</div>
              <div className={classes.second}>{second}</div>
            </div>
            {figure !== undefined && <div className={classes.figure}>{figure}</div>}
          </li>
        )
      })}
    </ul>
  )
}
