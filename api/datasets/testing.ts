import { createRequire } from 'node:module'
import { parse } from 'csv-parse/sync'
import { sql } from 'kysely'
import { type ExportDb, openExport } from '../../db/connections.ts'
import { copyOut } from '../../db/copy.ts'
import type { TestDatabase, TestOrganization } from '../../db/testing.ts'
import { formats } from '../export-engine/formats.ts'
import type { ExportRow } from '../export-engine/queries.ts'
import type { Rows } from '../export-engine/rows.ts'

// exceljs is CommonJS; it serves as a reader that we did not write.
const { Workbook } = createRequire(import.meta.url)('exceljs') as typeof import('exceljs')

/** What an export row says to a format, beside its rows. */
type Told = Pick<ExportRow, 'dataset' | 'timezone' | 'range_from' | 'range_to' | 'as_of'>

/** A file's bytes, made on the export road as a download makes them. */
export async function fileOf(
  database: TestDatabase,
  organization: TestOrganization,
  name: 'CSV' | 'EXCEL',
  told: Told,
  select: (db: ExportDb) => Promise<Rows>,
): Promise<Buffer> {
  const format = formats[name]
  if (!format) throw new Error(`${name} is not there`)
  const { db, transaction } = openExport(database.pools, organization)
  try {
    await sql`select set_config('timezone', ${told.timezone}, true)`.execute(db)
    const rows = await select(db)
    const facts = await format.facts(db, rows, told.timezone)
    const stream = await copyOut(transaction, format.cells(db, rows), format.copy)
    const pieces: Uint8Array[] = []
    for await (const piece of format.encode(stream, { row: told as ExportRow, rows, facts }))
      pieces.push(piece)
    return Buffer.concat(pieces)
  } finally {
    await transaction.destroy()
  }
}

/** A CSV's records by a parser that we did not write; the heading first. */
export function cellsOfCsv(bytes: Buffer): string[][] {
  return parse(bytes, { bom: true })
}

/** The same of the workbook's table, as text; times as the clock on the wall of the zone shows them. */
export async function cellsOfWorkbook(bytes: Buffer): Promise<string[][]> {
  const book = new Workbook()
  await book.xlsx.load(bytes as never)
  const rows: string[][] = []
  const sheet = book.worksheets[1]
  const width = sheet?.columnCount ?? 0
  sheet?.eachRow((row) => {
    rows.push(Array.from({ length: width }, (_, n) => textOf(row.getCell(n + 1).value)))
  })
  return rows
}

function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString().slice(0, 19)
  return value === null || value === undefined ? '' : String(value)
}
