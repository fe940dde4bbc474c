import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { inflateRawSync } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import type { Part } from './report.ts'
import { escapeCell, letters, sheetNames } from './spreadsheet.ts'
import { type Workbook, writeXlsx } from './xlsx.ts'

// exceljs is CommonJS; it serves as a reader that we did not write.
const { Workbook: Reader } = createRequire(import.meta.url)('exceljs') as typeof import('exceljs')

const book: Workbook = {
  name: 'Things',
  columns: [
    { label: 'Name', type: 'text' },
    { label: 'Count', type: 'number' },
  ],
  summary: (rows) => [
    ['Things', ''],
    ['Rows', rows],
  ],
  parts: [],
  timezone: 'Asia/Kathmandu',
  at: new Date('2026-11-21T12:00:00Z'),
}

const line = (n: number, name: string, count: number) =>
  `<row r="${n}"><c r="A${n}" t="inlineStr"><is><t xml:space="preserve">${escapeCell(name)}</t></is></c><c r="B${n}"><v>${count}</v></c></row>\n`

async function bytesOf(
  pieces: Iterable<Uint8Array>,
  more: Partial<Workbook> = {},
  rowsInSheet?: number,
): Promise<Buffer> {
  const parts: Uint8Array[] = []
  const bytes = writeXlsx({ ...book, ...more }, Readable.from(pieces), rowsInSheet)
  for await (const part of bytes) parts.push(part)
  return Buffer.concat(parts)
}

async function read(bytes: Buffer) {
  const reader = new Reader()
  await reader.xlsx.load(bytes as never)
  return reader
}

function* brokenInto(text: string, size: number): Generator<Buffer> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const days: Part = {
  title: 'Scans by day',
  columns: [
    { label: 'Day', type: 'time' },
    { label: 'Scans', type: 'number' },
  ],
  rows: [
    [new Date('2026-11-21T00:00:00Z'), 3],
    [new Date('2026-11-22T00:00:00Z'), null],
  ],
  chart: 'LINE',
}
const countries: Part = {
  title: "People's countries",
  columns: [
    { label: 'Country', type: 'text' },
    { label: 'Scans', type: 'number' },
  ],
  rows: [
    ['日本', 5],
    ['=1+1', 2],
  ],
  chart: 'BARS',
}
const hours: Part = { ...countries, title: 'Hours', chart: 'HEAT' }

/** The parts of a zip, read by its own list of them. */
function filesOf(bytes: Buffer): Map<string, string> {
  const files = new Map<string, string>()
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006'))
  let at = bytes.readUInt32LE(end + 16)
  while (bytes.readUInt32LE(at) === 0x02014b50) {
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) =>
      bytes.readUInt16LE(at + offset),
    )
    const name = bytes.toString('utf8', at + 46, at + 46 + (nameLength ?? 0))
    const local = bytes.readUInt32LE(at + 42)
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const data = bytes.subarray(from, from + bytes.readUInt32LE(at + 20))
    files.set(name, inflateRawSync(data).toString('utf8'))
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0)
  }
  return files
}

describe('A workbook', () => {
  it('is read back by another program as it was written, wherever the pieces break', async () => {
    const names = ['plain', 'a & b < c > d "e"', '_x0041_', 'שלום 🎉 ＝1', '=1+1']
    const text = names.map((name, n) => line(n + 2, name, n * 1.5)).join('')
    for (const size of [1, 7, 64, 100_000]) {
      const reader = await read(await bytesOf(brokenInto(text, size)))
      expect(reader.worksheets.map(({ name }) => name)).toEqual(['Summary', 'Things'])
      const sheet = reader.getWorksheet('Things')
      const rows = names.map((_name, n) => sheet?.getRow(n + 2).values)
      // Excel reads _x005F_ as an underscore, exceljs leaves it as it is.
      const asRead = (name: string) => name.replace('_x0041_', '_x005F_x0041_')
      expect(rows).toEqual(names.map((name, n) => [undefined, asRead(name), n * 1.5]))
      expect(sheet?.getRow(1).values).toEqual([undefined, 'Name', 'Count'])
      expect(sheet?.autoFilter).toBe(`A1:B${names.length + 1}`)
      expect(sheet?.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 })
      expect(reader.getWorksheet('Summary')?.getCell('B2').value).toBe(names.length)
    }
  })

  it('without rows has its heading', async () => {
    const reader = await read(await bytesOf([]))
    expect(reader.getWorksheet('Things')?.rowCount).toBe(1)
  })

  it('from the same rows has the same bytes', async () => {
    const pieces = [Buffer.from(line(2, 'a', 1))]
    expect((await bytesOf(pieces)).equals(await bytesOf(pieces))).toBe(true)
  })

  it('goes on in another sheet where one ends, with every row in one of them', async () => {
    // As the database numbers them: from 2 on, anew in each sheet.
    const text = Array.from({ length: 7 }, (_, n) => line((n % 3) + 2, `row ${n}`, n)).join('')
    for (const size of [1, 100, 10_000]) {
      const reader = await read(await bytesOf(brokenInto(text, size), {}, 3))
      const names = ['Things', 'Things 2', 'Things 3']
      expect(reader.worksheets.map(({ name }) => name)).toEqual(['Summary', ...names])
      const found = names.map((name) => {
        const sheet = reader.getWorksheet(name)
        expect(sheet?.getRow(1).values).toEqual([undefined, 'Name', 'Count'])
        return sheet?.getColumn(2).values.slice(2)
      })
      expect(found).toEqual([[0, 1, 2], [3, 4, 5], [6]])
      expect(reader.getWorksheet('Things 3')?.autoFilter).toBe('A1:B2')
      expect(reader.getWorksheet('Summary')?.getCell('B2').value).toBe(7)
    }
    const full = await read(await bytesOf([Buffer.from(line(2, 'a', 1) + line(3, 'b', 2))], {}, 2))
    expect(full.worksheets).toHaveLength(2)
  })

  it('has a sheet a part, with its numbers and times, and draws it on the summary', async () => {
    const bytes = await bytesOf([], { parts: [days, countries, hours] })
    const reader = await read(bytes)
    expect(reader.worksheets.map(({ name }) => name)).toEqual([
      ...['Summary', 'Things', 'Scans by day', "People's countries", 'Hours'],
    ])
    const sheet = reader.getWorksheet('Scans by day')
    // A day number has no zone: what is read as UTC is the clock on the wall.
    expect(sheet?.getCell('A2').value).toEqual(new Date('2026-11-21T05:45:00Z'))
    expect([sheet?.getCell('B2').value, sheet?.getCell('B3').value]).toEqual([3, null])
    expect(sheet?.getCell('A1').font.bold).toBe(true)
    const files = filesOf(bytes)
    // A heat map is coloured cells, so two of the three are charts.
    expect([...files.keys()].filter((name) => name.includes('chart'))).toHaveLength(2)
    expect(files.get('xl/charts/chart2.xml')).toContain("'People''s countries'!$B$2:$B$3")
    expect(files.get('xl/worksheets/sheet3.xml')).toContain('colorScale')
    expect(files.get('[Content_Types].xml')).toContain('drawingml.chart+xml')
  })

  it('gives each sheet a name that it may bear', () => {
    const long = 'A name that is longer than a sheet may bear'
    expect(sheetNames(['Summary', 'summary', 'a/b:c', long, long, "'", '漢'.repeat(31)])).toEqual([
      ...['Summary', 'summary 2', 'a b c', 'A name that is longer than a sh'],
      ...['A name that is longer than a 2', 'Sheet', '漢'.repeat(31)],
    ])
    expect(sheetNames([`${'x'.repeat(30)}🎉`])[0]).toBe('x'.repeat(30))
  })

  it('ends with the error of its source, and its source ends when nobody reads on', async () => {
    async function* broken() {
      yield Buffer.from(line(2, 'a', 1))
      throw new Error('the database is gone')
    }
    const reading = async () => {
      for await (const _ of writeXlsx(book, broken()));
    }
    await expect(reading()).rejects.toThrow('the database is gone')

    let isEnded = false
    async function* endless() {
      try {
        for (;;) yield Buffer.from(line(2, Math.random().toString(36).repeat(2_000), 1))
      } finally {
        isEnded = true
      }
    }
    for await (const _ of writeXlsx(book, endless())) break
    await vi.waitFor(() => expect(isEnded).toBe(true))
  })

  it('names columns as Excel does', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(letters)).toEqual([
      'A',
      'Z',
      'AA',
      'AZ',
      'BA',
      'ZZ',
      'AAA',
    ])
  })
})
