import { useMediaQuery } from '@mantine/hooks'
import type { ReactNode } from 'react'
import classes from './DataTable.module.css'
import { ShowMore } from './ShowMore.tsx'

export type Column<Row> = {
  key: string
  head: string
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

type DataTableProps<Row> = {
  caption: string
  columns: Column<Row>[]
  rows: Row[]
  narrow: (row: Row) => NarrowRow
  more?: { onMore: () => void; loading: boolean } | null
}

export const narrowScreen = '(max-width: 47.99em)'

/** A real table; on a phone a list with two lines a row. Put class oi-cover on the row's link. */
export function DataTable<Row extends { id: string }>(props: DataTableProps<Row>) {
  const isNarrow = useMediaQuery(narrowScreen, false, { getInitialValueInEffect: false })
  return (
    <>
      {isNarrow ? <Narrow {...props} /> : <Wide {...props} />}
      {props.more && <ShowMore isLoading={props.more.loading} onMore={props.more.onMore} />}
    </>
  )
}

function Wide<Row extends { id: string }>({ caption, columns, rows }: DataTableProps<Row>) {
  return (
    <table className={classes.table}>
      <caption className="oi-unseen">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th
              key={column.key}
              scope="col"
              data-align={column.align}
              data-spare={column.spare}
              style={{ width: column.width }}
            >
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
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

function Narrow<Row extends { id: string }>({ caption, rows, narrow }: DataTableProps<Row>) {
  return (
    <ul className={classes.list} aria-label={caption}>
      {rows.map((row) => {
        const { first, second, figure } = narrow(row)
        return (
          <li key={row.id} className={classes.item}>
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
