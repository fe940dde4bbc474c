import { type CompiledQuery, type Expression, type RawBuilder, sql } from 'kysely'
import type { ExportDb } from '../../db/connections.ts'
import type { Cell, Part } from '../writers/report.ts'
import { type CellType, letters, type SheetColumn, styleOf } from '../writers/spreadsheet.ts'
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
  /** The range that was taken, where that is not simply the one that was asked for. */
  range?: { from: Date; to: Date }
  /** The same told in parts, for formats that have pages or sheets; the rows hold everything that they do. */
  sections?: readonly Section[]
}

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

/** The rows as objects of JSON, a line each behind a comma, for writeJson: texts as they are, times with their offset. */
export function jsonLines(db: ExportDb, { columns, query }: Rows): CompiledQuery {
  const cells = Object.entries(columns).map(([name, { type }]) => {
    const value = sql.id(name)
    if (type === 'time') return sql`${timeText(name)} as ${value}`
    return type === 'number' ? sql`${value}` : sql`${value}::text as ${value}`
  })
  return sql`select ',' || row_to_json(line)::text
    from (select ${sql.join(cells)} from (${query}) as cells) as line`.compile(db)
}

/** A document has so many rows at most; more is nothing that people read. */
export const mostOnPaper = 10_000
/** With more columns than this there is no room for ids, which people do not read. */
const mostColumns = 8

/** The columns that a document has room for. */
export function onPaper({ columns }: Rows): [string, Column][] {
  const all = Object.entries(columns)
  if (all.length <= mostColumns) return all
  return all.filter(([name]) => !/(^|_)id$/.test(name))
}

/** The first rows as arrays of JSON, a line each, for writePdf: times as people read them, texts as far as there is room. */
export function paperLines(db: ExportDb, rows: Rows): CompiledQuery {
  const cells = onPaper(rows).map(([name, { type }]) => {
    const value = sql.id(name)
    if (type === 'number') return value
    if (type === 'time') return sql`to_char(${value}, 'FMDD Mon YYYY HH24:MI')`
    return sql`left(${value}::text, 2000)`
  })
  return sql`select json_build_array(${sql.join(cells)})::text from (${rows.query}) as cells
    limit ${sql.lit(mostOnPaper)}`.compile(db)
}

/** What a file for people says beside its rows; read from the same snapshot, before them. */
export type Facts = {
  /** The organization's name. */
  organization: string
  /** How many rows there are, also where a file has room for fewer; null where that is not asked. */
  total: number | null
  /** Drawn: the parts of a report, or a picture of the rows. */
  parts: readonly Part[]
}

/** What a workbook shows: it has all rows, so that nobody need count them. */
export async function factsOf(db: ExportDb, rows: Rows, timezone: string): Promise<Facts> {
  const { name } = await db.selectFrom('organizations').select('name').executeTakeFirstOrThrow()
  const parts = rows.sections
    ? rows.sections.map((section) => ({ ...section, columns: sheetColumns(section, timezone) }))
    : await pictureOf(db, rows)
  return { organization: name, total: null, parts }
}

/** What a document shows, and how much of everything that is. */
export async function countedFacts(db: ExportDb, rows: Rows, timezone: string): Promise<Facts> {
  const facts = await factsOf(db, rows, timezone)
  const { rows: counted } = await sql<{
    total: number
  }>`select count(*)::int as total from (${rows.query}) as cells`.execute(db)
  return { ...facts, total: counted[0]?.total ?? 0 }
}

/** A heading names the zone of its times, whatever program shows them. */
export function sheetColumns({ columns }: Pick<Rows, 'columns'>, timezone: string): SheetColumn[] {
  return Object.values(columns).map(({ type, label }) => ({
    type,
    label: type === 'time' ? `${label} (${timezone})` : label,
  }))
}

/** More bars than this are no picture any more. */
const mostBars = 10
/** More days than this are drawn as months. */
const mostDays = 400
/** A column of moments may have any; so many days are no picture any more. */
const longest = 20_000

/** Rows that begin with their moment, by day; rows with scans, the first by these; others have no picture. */
async function pictureOf(db: ExportDb, { columns, query }: Rows): Promise<Part[]> {
  const [first, ...others] = Object.entries(columns)
  if (!first) return []
  const [name, { type, label }] = first
  if (type === 'time') return [await byDay(db, query, name)]
  const scans = others.find(([each, column]) => each === 'scans' && column.type === 'number')
  if (!scans) return []
  const shown = await sql<{ name: string | null; scans: number }>`
    select ${sql.id(name)}::text as name, ${sql.id(scans[0])}::float8 as scans from (${query}) as cells
    order by 2 desc nulls last, 1 limit ${mostBars}`.execute(db)
  return [
    {
      title: 'Most scans',
      columns: [
        { type: 'text', label },
        { type: 'number', label: scans[1].label },
      ],
      rows: shown.rows.map((row) => [row.name ?? '', row.scans]),
      chart: 'BARS',
    },
  ]
}

async function byDay(db: ExportDb, query: Rows['query'], name: string): Promise<Part> {
  const counted = await sql<{ day: string; count: number }>`
    select to_char(day, 'YYYY-MM-DD') as day, count from
      (select ${sql.id(name)}::date as day, count(*)::int as count from (${query}) as cells group by 1) as days
    where day is not null order by 1`.execute(db)
  const days = filled(counted.rows)
  const isLong = days.length > mostDays
  return {
    title: isLong ? 'By month' : 'By day',
    columns: [
      { type: 'word', label: isLong ? 'Month' : 'Day' },
      { type: 'number', label: 'Rows' },
    ],
    rows: isLong ? byMonth(days) : days,
    chart: 'LINE',
  }
}

type Counted = [at: string, count: number]

/** With the days between the first and the last on which there was nothing. */
function filled(counted: readonly { day: string; count: number }[]): Counted[] {
  const counts = new Map(counted.map(({ day, count }) => [day, count]))
  const [first, last] = [counted[0]?.day, counted.at(-1)?.day]
  if (!first || !last || counted.length === 0) return []
  const span = (Date.parse(last) - Date.parse(first)) / 86_400_000
  if (!(span < longest)) return []
  const days: Counted[] = []
  for (let at = Date.parse(first); at <= Date.parse(last); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10)
    days.push([day, counts.get(day) ?? 0])
  }
  return days
}

function byMonth(days: readonly Counted[]): Counted[] {
  const months = new Map<string, number>()
  for (const [day, count] of days) {
    const month = day.slice(0, 7)
    months.set(month, (months.get(month) ?? 0) + count)
  }
  return [...months]
}
