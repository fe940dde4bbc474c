import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import type { Worksheet } from 'exceljs'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aServer, createCode, type Member, scan, type TestServer } from '../testing.ts'
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
      expect(book.worksheets[0]?.getCell('B6').value, dataset).toBe(count)
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

  it('any text comes back as it was, and none is a formula', async () => {
    const me = await anExporter(server)
    const starts = ['', '=', '+', '-', '@', '＝', "'", '"', '<', '&', '_x0041_', '\\', '\\n', ']]>']
    const text = fc
      .tuple(fc.constantFrom(...starts), fc.string({ unit: 'binary', maxLength: 40 }))
      .map(([start, rest]) => `${start}${rest}x`.replaceAll('\0', ''))
    const texts = fc.sample(text, 2_000)
    await admin(
      `insert into activity_log (organization_id, id, action, entity_type, member_name)
       select $1, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'TRIED', 'text', text
       from unnest($2::text[]) with ordinality as given (text, n)`,
      [me.organizationId, texts],
    )
    const { sheet } = await workbookOf(me, 'ACTIVITY')
    const found = column(sheet, 2).slice(-2_000).reverse()
    // What XML cannot hold is left out; Excel reads _x005F_ as an underscore, exceljs leaves it as it is.
    const written = (given: string) =>
      given
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
        .replace(/[\u0001-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
        .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    expect(found).toEqual(texts.map(written))
    sheet.eachRow((row) => row.eachCell((cell) => expect(cell.formula).toBeUndefined()))
  })

  it('an empty range has a heading and no row', async () => {
    const me = await anExporter(server)
    const { sheet, book } = await workbookOf(me, 'QR_SCANS', { to: '2001-01-01T00:00:00Z' })
    expect(sheet.rowCount).toBe(1)
    expect(book.worksheets[0]?.getCell('B6').value).toBe(0)
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
