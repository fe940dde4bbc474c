import { type CompiledQuery, type Expression, type RawBuilder, sql } from 'kysely'
import type { ExportDb } from '../../db/connections.ts'
import { type CellType, letters, styleOf } from '../writers/spreadsheet.ts'
import { rowsASheet } from '../writers/xlsx.ts'

/** What the cells of a column are, and what people call it. A CSV's heading is its name, which programs rely on. */
export type Column = { type: CellType; label: string }
export type Columns = Readonly<Record<string, Column>>

/** What is to be exported before any format: typed columns in the order of the file, and the query that selects them. */
export type Rows = {
  /** In words, such as "QR codes"; any text, up to 200 characters. */
  title: string
  columns: Columns
  query: Expression<unknown>
  /** Sentences a reader must know, such as that the range was cut. */
  notes?: readonly string[]
  /** The same told in parts, for formats that have pages or sheets; the rows hold everything that they do. */
  sections?: readonly Section[]
}

export type Cell = string | number | Date | null

/** One part of a report: small, and in memory. */
export type Section = {
  /** At most 31 characters and without []:*?/\\, so that a sheet can have it as its name. */
  title: string
  columns: Columns
  rows: readonly (readonly Cell[])[]
  /** How it is drawn: the first column along the axis, the first of numbers as height; HEAT has a column an hour. */
  chart: 'LINE' | 'BARS' | 'HEAT' | null
  /** A sentence under the title. */
  note?: string
}

/** The rows as CSV cells: times with their offset in the transaction's zone, free text safe to open. */
export function csvCells(db: ExportDb, { columns, query }: Rows): CompiledQuery {
  const cells = Object.entries(columns).map(
    ([name, { type }]) => sql`${csvCell(name, type)} as ${sql.id(name)}`,
  )
  return sql`select ${sql.join(cells)} from (${query}) as cells`.compile(db)
}

/** The cells as text for a screen, as they are; null is empty. */
export function plainCells({ columns }: Rows): RawBuilder<string | null>[] {
  return Object.entries(columns).map(([name, { type }]) =>
    type === 'time' ? timeText(name) : sql<string | null>`${sql.id(name)}::text`,
  )
}

/** With its offset in the transaction's zone. */
function timeText(name: string): RawBuilder<string | null> {
  return sql`to_char(${sql.id(name)}, 'YYYY-MM-DD"T"HH24:MI:SSTZH:TZM')`
}

function csvCell(name: string, type: CellType): RawBuilder<unknown> {
  const value = sql.id(name)
  if (type === 'text') return sql`csv_text(${value})`
  if (type === 'time') return timeText(name)
  return sql`${value}`
}

/** The rows as XML, one line a row, for writeXlsx: the database writes it, so nothing passes through JavaScript cell by cell. */
export function xlsxLines(db: ExportDb, { columns, query }: Rows): CompiledQuery {
  const cells = Object.entries(columns).map(([name, { type }], n) =>
    xlsxCell(name, type, letters(n)),
  )
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
