import { once } from 'node:events'
import { PassThrough, type Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import { chartLinks, chartOf, chartTypes, drawingOf, isCharted } from './chart.ts'
import type { Part } from './report.ts'
import {
  contentTypes,
  linksOfRoot,
  linksOfWorkbook,
  partSheet,
  type SheetColumn,
  sheetHead,
  sheetNames,
  sheetTail,
  styles,
  summarySheet,
  workbookOf,
} from './spreadsheet.ts'

export type Workbook = {
  /** The name of the sheet with the rows; further ones are numbered. */
  name: string
  columns: readonly SheetColumn[]
  /** Each a sheet of its own behind the rows, and drawn on the summary. */
  parts: readonly Part[]
  /** The first sheet: what this is, line by line. Known only when the rows have passed, hence a function. */
  summary: (rows: number) => readonly (readonly [label: string, value: string | number])[]
  /** Moments of the parts are written in it. */
  timezone: string
  /** Stands as the time of everything inside, so that the same rows give the same bytes. */
  at: Date
}

/** Excel's own limit, less the heading. */
export const rowsASheet = 1_048_575

const lineFeed = 10

/**
 * A workbook from rows that are already XML: each piece holds whole or broken lines, each line one `<row>` and a line feed,
 * numbered from 2 on within every `rowsInSheet`. The rows pass through to the zip as they are, so memory does not grow with
 * them. Ends with the source's error if that breaks.
 */
export async function* writeXlsx(
  book: Workbook,
  rows: AsyncIterable<Uint8Array>,
  rowsInSheet = rowsASheet,
): AsyncGenerator<Buffer> {
  const zip = new ZipFile()
  const bytes = zip.outputStream as Readable
  zip.on('error', (error) => bytes.destroy(error as Error))
  const reading = new AbortController()
  void fill(zip, book, rows, rowsInSheet, reading.signal).catch((error) => bytes.destroy(error))
  try {
    for await (const piece of bytes) yield piece as Buffer
  } finally {
    // Whoever stops reading ends the filling too, which may be waiting for room.
    reading.abort()
    bytes.destroy()
  }
}

async function fill(
  zip: ZipFile,
  book: Workbook,
  rows: AsyncIterable<Uint8Array>,
  rowsInSheet: number,
  signal: AbortSignal,
): Promise<void> {
  const options = { mtime: book.at, compressionLevel: 1, forceDosTimestamp: true }
  const add = (name: string, xml: string) => zip.addBuffer(Buffer.from(xml), name, options)
  const columns = book.columns.length
  let sheets = 0
  let total = 0
  let sheet: PassThrough | null = null
  let inSheet = 0

  function begin(): PassThrough {
    sheets += 1
    const begun = new PassThrough({ highWaterMark: 256 * 1024 })
    zip.addReadStream(begun, `xl/worksheets/sheet${book.parts.length + sheets}.xml`, options)
    begun.write(sheetHead(book.columns))
    return begun
  }

  function finish(done: PassThrough): null {
    done.end(sheetTail(columns, inSheet + 1))
    return null
  }

  async function write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return
    sheet ??= begin()
    if (!sheet.write(bytes)) await once(sheet, 'drain', { signal })
  }

  for await (const piece of rows) {
    let start = 0
    for (let end = piece.indexOf(lineFeed); end >= 0; end = piece.indexOf(lineFeed, end + 1)) {
      inSheet += 1
      total += 1
      if (inSheet < rowsInSheet) continue
      // Excel ends here. What follows in this piece belongs to the next sheet, which begins when there is something.
      await write(piece.subarray(start, end + 1))
      start = end + 1
      if (sheet) sheet = finish(sheet)
      inSheet = 0
    }
    await write(piece.subarray(start))
  }
  if (sheets === 0) sheet = begin()
  if (sheet) finish(sheet)
  finishBook(book, sheets, total, add)
  zip.end()
}

/** Everything that is not rows, once it is known how many there were. */
function finishBook(
  book: Workbook,
  sheets: number,
  total: number,
  add: (name: string, xml: string) => void,
): void {
  const titles = book.parts.map(({ title }) => title)
  const names = sheetNames(['Summary', ...Array<string>(sheets).fill(book.name), ...titles])
  // The files of the parts come first: how many sheets of rows there are is known last.
  const { length } = titles
  const tabs = names.map((name, n) => {
    const file = n === 0 ? 0 : n <= sheets ? length + n : n - sheets
    return { name, file: `sheet${file}` }
  })
  const charted = book.parts.flatMap((part, n) =>
    isCharted(part) ? [{ part, sheet: names[sheets + n + 1] ?? '' }] : [],
  )
  const lines = book.summary(total)
  add('xl/worksheets/sheet0.xml', summarySheet(lines, charted.length > 0))
  for (const [n, part] of book.parts.entries()) {
    add(`xl/worksheets/sheet${n + 1}.xml`, partSheet(part, book.timezone))
  }
  if (charted.length > 0) {
    const links = chartLinks(charted.length)
    add('xl/worksheets/_rels/sheet0.xml.rels', links.summary)
    add('xl/drawings/drawing1.xml', drawingOf(charted.length, lines.length + 1))
    add('xl/drawings/_rels/drawing1.xml.rels', links.drawing)
    for (const [n, each] of charted.entries()) add(`xl/charts/chart${n + 1}.xml`, chartOf(each))
  }
  add('xl/styles.xml', styles)
  add('xl/workbook.xml', workbookOf(tabs))
  add('xl/_rels/workbook.xml.rels', linksOfWorkbook(tabs))
  add('_rels/.rels', linksOfRoot)
  add('[Content_Types].xml', contentTypes(tabs, chartTypes(charted.length)))
}
