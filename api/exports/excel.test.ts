import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { parse as parseCsv } from 'csv-parse/sync'
import type { Worksheet } from 'exceljs'
import Papa from 'papaparse'
import { readSheet } from 'read-excel-file/node'
import { extractText } from 'unpdf'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aServer, createCode, type Member, scan, type TestServer } from '../testing.ts'
import { cellTexts } from '../writers/testing.ts'
import { allCounted, anExporter, requested } from './testing.ts'

// exceljs is CommonJS; it serves as a reader that we did not write.
const { Workbook } = createRequire(import.meta.url)('exceljs') as typeof import('exceljs')

let server: TestServer
beforeAll(async () => {
  server = await aServer({ TRUSTED_PROXIES: '127.0.0.0/8,::1/128' })
})
afterAll(() => server.stop())

const admin = (text: string, values: unknown[] = []) => server.database.admin.query(text, values)

async function workbookOf(member: Member, dataset: string, more: object = {}) {
  const file = await requested(server, member, { dataset, format: 'EXCEL', ...more })
  const response = await fetch(file.url)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toContain('spreadsheetml.sheet')
  const bytes = Buffer.from(await response.arrayBuffer())
  const book = new Workbook()
  await book.xlsx.load(bytes as never)
  return { ...file, bytes, book, sheet: book.worksheets[1] as Worksheet }
}

async function csvOf(member: Member, dataset: string): Promise<string[]> {
  const { url } = await requested(server, member, { dataset })
  return (await (await fetch(url)).text()).trimEnd().split('\n')
}

const column = (sheet: Worksheet, n: number) =>
  (sheet.getColumn(n).values as unknown[]).slice(2).map((value) => value ?? null)

describe('The workbook of', () => {
  it('every dataset has the rows of the CSV, no more and no fewer', async () => {
    const me = await anExporter(server)
    for (let n = 0; n < 3; n += 1) {
      const { slug } = await createCode(server, me, { name: `Code ${n}` })
      for (let m = 0; m <= n; m += 1)
        await scan(server, slug, { 'x-forwarded-for': `8.8.${n}.${m + 1}` })
    }
    for (const dataset of ['ACTIVITY', 'QR_CODES', 'QR_SCANS', 'TEAM']) {
      const [heading = '', ...rows] = await csvOf(me, dataset)
      const { sheet, book, fileName } = await workbookOf(me, dataset)
      // Asking for the first file was an act of its own.
      const count = rows.length + (dataset === 'ACTIVITY' ? 1 : 0)
      expect(sheet.rowCount - 1, dataset).toBe(count)
      expect(sheet.columnCount, dataset).toBe(heading.split(',').length)
      expect(book.worksheets[0]?.getCell('B7').value, dataset).toBe(count)
      expect(fileName).toMatch(/_export_\d{4}-\d\d-\d\d\.xlsx$/)
    }
  })

  it('QR_CODES has numbers as numbers and times as times of the zone, named in the heading', async () => {
    const me = await anExporter(server, 'Asia/Kathmandu')
    const { id, slug } = await createCode(server, me, { name: 'Door' })
    await scan(server, slug, { 'x-forwarded-for': '8.8.8.8' })
    await allCounted(server, me)
    await admin(`update qr_codes set created_at = '2026-03-01T20:30:15Z' where id = $1`, [id])
    const { sheet } = await workbookOf(me, 'QR_CODES')
    expect(sheet.getRow(1).getCell(7).value).toBe('Scans')
    expect(sheet.getRow(2).getCell(7).value).toBe(1)
    expect(sheet.getRow(1).getCell(9).value).toBe('Created at (Asia/Kathmandu)')
    // A day number has no zone: what is read as UTC is the clock on the wall.
    expect(sheet.getRow(2).getCell(9).value).toEqual(new Date('2026-03-02T02:15:15Z'))
    expect(sheet.getRow(2).getCell(11).value).toBeNull()
  })

  it('an empty range has a heading and no row', async () => {
    const me = await anExporter(server)
    const { sheet, book } = await workbookOf(me, 'QR_SCANS', { to: '2001-01-01T00:00:00Z' })
    expect(sheet.rowCount).toBe(1)
    expect(book.worksheets[0]?.getCell('B7').value).toBe(0)
  })

  it('one recipe is kept with its rows and digest', async () => {
    const me = await anExporter(server)
    await createCode(server, me)
    const { id, url, bytes } = await workbookOf(me, 'QR_CODES')
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(bytes)).toBe(true)
    const { data } = await server.send(
      'query ($id: ID!) { export(id: $id) { status rowCount sizeBytes sha256 } }',
      { id },
      me,
    )
    expect(data.export).toEqual({
      status: 'READY',
      rowCount: 1,
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })
  })
})

describe('The other formats of', () => {
  it('the same rows have as many of them: a document for people, JSON for programs', async () => {
    const me = await anExporter(server, 'Asia/Kathmandu')
    const { id } = await createCode(server, me, { name: 'Door שלום' })
    await createCode(server, me, { name: '=Window' })
    await admin(`update qr_codes set created_at = '2026-03-01T20:30:15Z' where id = $1`, [id])
    const pdf = await requested(server, me, { dataset: 'QR_CODES', format: 'PDF' })
    const bytes = await (await fetch(pdf.url)).arrayBuffer()
    const { text } = await extractText(new Uint8Array(bytes), { mergePages: true })
    for (const shown of [
      'QR codes',
      'Asia/Kathmandu',
      'Door',
      '=Window',
      '2 Mar 2026 02:15',
      '1 of',
    ])
      expect(text).toContain(shown)
    expect(text).toContain('Ids are left out here')
    expect(text).not.toContain(id)
    const json = await requested(server, me, { dataset: 'QR_CODES', format: 'JSON' })
    const response = await fetch(json.url)
    expect(response.headers.get('content-type')).toBe('application/json')
    const { rows, ...head } = (await response.json()) as { rows: Record<string, unknown>[] }
    expect(head).toMatchObject({ dataset: 'QR_CODES', timezone: 'Asia/Kathmandu' })
    expect(rows[1]).toMatchObject({ id, name: 'Door שלום', scans: 0, expires_at: null })
    expect(rows[1]?.created_at).toBe('2026-03-02T02:15:15+05:45')
    const { data } = await server.send(
      'query ($pdf: ID!, $json: ID!) { pdf: export(id: $pdf) { rowCount } json: export(id: $json) { rowCount } }',
      { pdf: pdf.id, json: json.id },
      me,
    )
    expect(data).toEqual({ pdf: { rowCount: 2 }, json: { rowCount: 2 } })
    const none = await requested(server, me, { dataset: 'QR_SCANS', format: 'JSON' })
    expect(((await (await fetch(none.url)).json()) as { rows: unknown[] }).rows).toEqual([])
  })
})

/** 2,000 texts as what somebody is called in the log, and the names as each format's readers give them back. */
describe('Of 2,000 texts that a program might take for more', () => {
  let me: Member
  const texts = cellTexts()
  beforeAll(async () => {
    me = await anExporter(server)
    await admin(
      `insert into activity_log (organization_id, id, action, entity_type, member_name)
       select $1, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'TRIED', 'text', text
       from unnest($2::text[]) with ordinality as given (text, n)`,
      [me.organizationId, texts],
    )
  })

  async function bytesOf(format: string): Promise<Buffer> {
    const { url } = await requested(server, me, { dataset: 'ACTIVITY', format })
    return Buffer.from(await (await fetch(url)).arrayBuffer())
  }
  /** The log is newest first. */
  const given = <T>(found: readonly T[]) => found.slice(-texts.length).reverse()

  it('two readers of CSV get every one as it was, behind our mark where a spreadsheet would run it', async () => {
    const text = (await bytesOf('CSV')).toString('utf8')
    const one = parseCsv(text, { bom: true, relax_column_count: false }) as string[][]
    const two = Papa.parse<string[]>(text.replace(/^\ufeff/, ''), { skipEmptyLines: true }).data
    expect(two).toEqual(one)
    const unmarked = (cell: string) =>
      /^'+[=+\-@\t\r\n＝＋－＠]/.test(cell) ? cell.slice(1) : cell
    expect(given(one.map((row) => unmarked(row[1] ?? '')))).toEqual(texts)
    for (const cell of one.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/)
  })

  it('two readers of workbooks get every one as XML can hold it, and none as a formula', async () => {
    const bytes = await bytesOf('EXCEL')
    const book = new Workbook()
    await book.xlsx.load(bytes as never)
    const sheet = book.worksheets[1] as Worksheet
    sheet.eachRow((row) => row.eachCell((cell) => expect(cell.formula).toBeUndefined()))
    // What XML cannot hold is left out, and what no cell has room for.
    const written = texts.map((each) =>
      each
        .slice(0, 32_767)
        // No half of a character.
        .replace(/[\ud800-\udbff]$/, '')
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
        .replace(/[\u0001-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ''),
    )
    // Excel and the other reader read _x005F_ as an underscore, this one leaves it as it is.
    const escaped = written.map((each) => each.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_'))
    expect(Array.from(given(column(sheet, 2)), (cell) => cell ?? '')).toEqual(escaped)
    const rows = await readSheet(bytes, 2)
    // This reader takes white space off the ends and has no cell where nothing is left.
    const trimmed = (texts: readonly unknown[]) => texts.map((each) => String(each ?? '').trim())
    expect(trimmed(given(rows.map((row) => row[1])))).toEqual(trimmed(written))
  })

  it('JSON has every one as it was', async () => {
    const { rows } = JSON.parse((await bytesOf('JSON')).toString('utf8')) as {
      rows: { member: string }[]
    }
    expect(given(rows.map(({ member }) => member))).toEqual(texts)
  })
})
