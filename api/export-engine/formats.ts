import type { CompiledQuery } from 'kysely'
import type { ExportDb } from '../../db/connections.ts'
import type { CopyForm } from '../../db/copy.ts'
import type { ExportFormat } from '../../db/types.ts'
import { writePdf } from '../pdf/pdf.ts'
import { writeJson } from '../writers/json.ts'
import type { Report } from '../writers/report.ts'
import { writeXlsx } from '../writers/xlsx.ts'
import type { ExportRow } from './queries.ts'
import {
  countedFacts,
  csvCells,
  type Facts,
  factsOf,
  jsonLines,
  mostOnPaper,
  onPaper,
  paperLines,
  type Rows,
  sheetColumns,
  xlsxLines,
} from './rows.ts'

type File = { row: ExportRow; rows: Rows; facts: Facts }

/** How a file of one format is made: what the database writes, and what becomes of it on its way. */
export type Format = {
  contentType: string
  /** The file name's ending. */
  ending: string
  copy: CopyForm
  /** What the file says beside its rows. */
  facts: (db: ExportDb, rows: Rows, timezone: string) => Promise<Facts>
  cells: (db: ExportDb, rows: Rows) => CompiledQuery
  encode: (pieces: AsyncIterable<Uint8Array>, file: File) => AsyncIterable<Uint8Array>
}

const none: Format['facts'] = async () => ({ organization: '', total: null, parts: [] })

/** Tells a spreadsheet that the text is UTF-8. */
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])

/** The formats that can be made; a format that is missing is offered by nothing. */
export const formats: Partial<Record<ExportFormat, Format>> = {
  CSV: {
    contentType: 'text/csv; charset=utf-8',
    ending: 'csv',
    copy: 'csv',
    facts: none,
    cells: csvCells,
    encode: marked,
  },
  EXCEL: {
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ending: 'xlsx',
    copy: 'lines',
    facts: factsOf,
    cells: xlsxLines,
    encode: (pieces, file) => writeXlsx(workbookOf(file), pieces),
  },
  PDF: {
    contentType: 'application/pdf',
    ending: 'pdf',
    copy: 'json',
    facts: countedFacts,
    cells: paperLines,
    // Where the parts say it all, the rows are only counted.
    encode: (pieces, file) =>
      writePdf(reportOf(file), file.rows.sections ? emptied(pieces) : pieces),
  },
  JSON: {
    contentType: 'application/json',
    ending: 'json',
    copy: 'json',
    facts: none,
    cells: jsonLines,
    encode: (pieces, { row }) =>
      writeJson(
        {
          dataset: row.dataset,
          from: row.range_from,
          to: row.range_to,
          timezone: row.timezone,
          asOf: row.as_of,
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

async function* emptied(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) if (piece.length === 0) yield piece
}

function workbookOf(file: File) {
  const { row, rows, facts } = file
  return {
    name: rows.title,
    columns: sheetColumns(rows, row.timezone),
    parts: facts.parts,
    timezone: row.timezone,
    summary: (count: number): [string, string | number][] => [
      [rows.title, ''],
      ...headOf(file),
      ['Rows', count],
      ...notesOf(file).map((note): [string, string] => ['Note', note]),
    ],
    at: row.as_of,
  }
}

function reportOf(file: File): Report {
  const { row, rows, facts } = file
  const total = facts.total ?? 0
  const shown = onPaper(rows)
  const whole = new Intl.NumberFormat('en-GB').format
  const notes = notesOf(file)
  if (!rows.sections && total > mostOnPaper) {
    const cut = `This document has the first ${whole(mostOnPaper)} of ${whole(total)} rows.`
    notes.push(`${cut} The CSV and Excel files of the same export have all of them.`)
  }
  if (!rows.sections && shown.length < Object.keys(rows.columns).length) {
    notes.push('Ids are left out here; the CSV and Excel files have them.')
  }
  return {
    title: rows.title,
    organization: facts.organization,
    // Whose it is stands at the head of the page.
    facts: [...headOf(file).slice(1), ...(rows.sections ? [] : [['Rows', whole(total)] as const])],
    notes,
    parts: facts.parts,
    columns: rows.sections ? null : shown.map(([_name, { type, label }]) => ({ type, label })),
    timezone: row.timezone,
    at: row.as_of,
  }
}

/** Whose, of when, on whose clock. */
function headOf({ row, rows, facts }: File): [string, string][] {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: row.timezone,
    dateStyle: 'medium',
    timeStyle: 'short',
  })
  const from = rows.range?.from ?? row.range_from
  const until = rows.range?.to ?? row.range_to ?? row.as_of
  return [
    ['Organization', facts.organization],
    ['From', from ? format.format(from) : 'the beginning'],
    ['Until', format.format(until)],
    ['Time zone', row.timezone],
    ['As of', format.format(row.as_of)],
  ]
}

/** What a reader must know, what the rows are filtered by first. */
function notesOf({ row, rows }: File): string[] {
  const filter = Object.entries((row.filter ?? {}) as Record<string, unknown>).flatMap(
    ([name, value]) => (Array.isArray(value) && value.length > 0 ? [filteredBy(name, value)] : []),
  )
  const sentence = filter.length > 0 ? [`Filtered: ${filter.join('; ')}.`] : []
  return [...sentence, ...(rows.notes ?? [])]
}

/** deviceTypes, [phone, tablet] → device types phone, tablet; ids are counted, for nobody reads them. */
function filteredBy(name: string, values: readonly unknown[]): string {
  const words = name
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .replace(/^qr /, 'QR ')
  if (name.endsWith('Ids'))
    return `${values.length} ${words.replace(/ ids$/, values.length === 1 ? '' : 's')}`
  return `${words} ${values.join(', ')}`
}
