import { once } from 'node:events'
import { PassThrough, type Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import {
  contentTypes,
  linksOfRoot,
  linksOfWorkbook,
  type SheetColumn,
  sheetHead,
  sheetTail,
  styles,
  summarySheet,
  workbookOf,
} from './spreadsheet.ts'

export type Workbook = {
  /** The name of the sheet with the rows; further ones are numbered. */
  name: string
  columns: readonly SheetColumn[]
  /** The first sheet: what this is, line by line. Known only when the rows have passed, hence a function. */
  summary: (rows: number) => readonly (readonly [label: string, value: string | number])[]
  /** Stands as the time of everything inside, so that the same rows give the same bytes. */
  at: Date
}

/** Excel's own limit, less the heading. */
export const rowsASheet = 1_048_575

const lineFeed = 10

/**
 * A workbook from rows that are already XML: each piece holds whole or broken lines, each line one `<row>` and a line feed,
 * numbered from 2 on within every `rowsASheet`. The rows pass through to the zip as they are, so memory does not grow with
 * them. Ends with the source's error if that breaks.
 */
export async function* writeXlsx(
  book: Workbook,
  rows: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const zip = new ZipFile()
  const bytes = zip.outputStream as Readable
  zip.on('error', (error) => bytes.destroy(error as Error))
  const reading = new AbortController()
  void fill(zip, book, rows, reading.signal).catch((error) => bytes.destroy(error))
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
    zip.addReadStream(begun, `xl/worksheets/sheet${sheets}.xml`, options)
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
      if (inSheet < rowsASheet) continue
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
  add('xl/worksheets/sheet0.xml', summarySheet(book.summary(total)))
  add('xl/styles.xml', styles)
  add('xl/workbook.xml', workbookOf(book.name, sheets))
  add('xl/_rels/workbook.xml.rels', linksOfWorkbook(sheets))
  add('_rels/.rels', linksOfRoot)
  add('[Content_Types].xml', contentTypes(sheets))
  zip.end()
}
