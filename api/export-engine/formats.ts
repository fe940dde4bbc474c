import type { CompiledQuery } from 'kysely'
import type { ExportDb } from '../../db/connections.ts'
import type { CopyForm } from '../../db/copy.ts'
import type { ExportFormat } from '../../db/types.ts'
import type { SheetColumn } from '../writers/spreadsheet.ts'
import { writeXlsx } from '../writers/xlsx.ts'
import type { ExportRow } from './queries.ts'
import { csvCells, type Rows, xlsxLines } from './rows.ts'

/** How a file of one format is made: what the database writes, and what becomes of it on its way. */
export type Format = {
  contentType: string
  /** The file name's ending. */
  ending: string
  copy: CopyForm
  cells: (db: ExportDb, rows: Rows) => CompiledQuery
  encode: (
    pieces: AsyncIterable<Uint8Array>,
    file: { row: ExportRow; rows: Rows },
  ) => AsyncIterable<Uint8Array>
}

/** Tells a spreadsheet that the text is UTF-8. */
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])

/** The formats that can be made; a format that is missing is offered by nothing. */
export const formats: Partial<Record<ExportFormat, Format>> = {
  CSV: {
    contentType: 'text/csv; charset=utf-8',
    ending: 'csv',
    copy: 'csv',
    cells: csvCells,
    encode: marked,
  },
  EXCEL: {
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ending: 'xlsx',
    copy: 'lines',
    cells: xlsxLines,
    encode: (pieces, { row, rows }) =>
      writeXlsx(
        {
          name: rows.title,
          columns: sheetColumns(rows, row.timezone),
          summary: (count) => summaryOf(row, rows, count),
          parts: [],
          timezone: row.timezone,
          at: row.as_of,
        },
        pieces,
      ),
  },
}

/** The mark leaves with the first piece: a query that fails is answered with a refusal, not with a broken file. */
async function* marked(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isFirst = true
  for await (const piece of pieces) {
    yield isFirst ? Buffer.concat([byteOrderMark, piece]) : piece
    isFirst = false
  }
}

function sheetColumns({ columns }: Rows, timezone: string): SheetColumn[] {
  return Object.values(columns).map(({ type, label }) => ({
    type,
    label: type === 'time' ? `${label} (${timezone})` : label,
  }))
}

function summaryOf(row: ExportRow, rows: Rows, count: number): [string, string | number][] {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: row.timezone,
    dateStyle: 'medium',
    timeStyle: 'medium',
  })
  const moment = (at: Date | null, none: string) => (at ? format.format(at) : none)
  return [
    [rows.title, ''],
    ['From', moment(row.range_from, 'the beginning')],
    ['Until', moment(row.range_to ?? row.as_of, '')],
    ['Time zone', row.timezone],
    ['As of', format.format(row.as_of)],
    ['Rows', count],
    ...(rows.notes ?? []).map((note): [string, string] => ['Note', note]),
  ]
}
