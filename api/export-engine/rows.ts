import { type CompiledQuery, type Expression, type RawBuilder, sql } from 'kysely'
import type { ExportDb } from '../../db/connections.ts'
import { type CellType, letters, styleOf } from '../writers/spreadsheet.ts'
import { rowsASheet } from '../writers/xlsx.ts'

/** A dataset's rows before any format: typed columns in their order, and the query that has them. */
export type Rows = { columns: Readonly<Record<string, CellType>>; query: Expression<unknown> }

/** The rows as CSV cells: times with their offset in the transaction's zone, free text safe to open. */
export function csvCells(db: ExportDb, { columns, query }: Rows): CompiledQuery {
  const cells = Object.entries(columns).map(
    ([name, type]) => sql`${csvCell(name, type)} as ${sql.id(name)}`,
  )
  return sql`select ${sql.join(cells)} from (${query}) as cells`.compile(db)
}

function csvCell(name: string, type: CellType): RawBuilder<unknown> {
  const value = sql.id(name)
  if (type === 'text') return sql`csv_text(${value})`
  if (type === 'time') return sql`to_char(${value}, 'YYYY-MM-DD"T"HH24:MI:SSTZH:TZM')`
  return sql`${value}`
}

/** The rows as XML, one line a row, for writeXlsx: the database writes it, so nothing passes through JavaScript cell by cell. */
export function xlsxLines(db: ExportDb, { columns, query }: Rows): CompiledQuery {
  const cells = Object.entries(columns).map(([name, type], n) => xlsxCell(name, type, letters(n)))
  return sql`select '<row r="' || xlsx_row || '">' || ${sql.join(cells, sql` || `)} || '</row>'
    from (select cells.*, ((row_number() over () - 1) % ${sql.lit(rowsASheet)} + 2)::text as xlsx_row
      from (${query}) as cells) as numbered`.compile(db)
}

/** An empty cell is not written at all. A time is a day number of the calendar in the transaction's zone. */
function xlsxCell(name: string, type: CellType, column: string): RawBuilder<unknown> {
  const value = sql.id(name)
  const opening = (attributes: string) =>
    sql`${sql.lit(`<c r="${column}`)} || xlsx_row || ${sql.lit(`"${attributes}>`)}`
  if (type === 'number') {
    return sql`coalesce(${opening('')} || '<v>' || ${value} || '</v></c>', '')`
  }
  if (type === 'time') {
    const days = sql`(extract(epoch from ${value}::timestamp) / 86400 + 25569)::numeric(14, 8)`
    return sql`coalesce(${opening(` s="${styleOf.time}"`)} || '<v>' || ${days} || '</v></c>', '')`
  }
  return sql`coalesce(${opening(' t="inlineStr"')} || '<is><t xml:space="preserve">' || xlsx_text(${value}::text) || '</t></is></c>', '')`
}
