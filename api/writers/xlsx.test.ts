import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { describe, expect, it, vi } from 'vitest'
import { escapeCell, letters } from './spreadsheet.ts'
import { rowsASheet, type Workbook, writeXlsx } from './xlsx.ts'

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
  at: new Date('2026-11-21T12:00:00Z'),
}

const line = (n: number, name: string, count: number) =>
  `<row r="${n}"><c r="A${n}" t="inlineStr"><is><t xml:space="preserve">${escapeCell(name)}</t></is></c><c r="B${n}"><v>${count}</v></c></row>\n`

async function bytesOf(pieces: Iterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of writeXlsx(book, Readable.from(pieces))) parts.push(part)
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

  it('goes on in another sheet where Excel ends, with every row in one of them', async () => {
    const piece = Buffer.from('<row/>\n'.repeat(100_000))
    const pieces = Array.from({ length: 11 }, () => piece)
    const text = (await bytesOf(pieces)).toString('latin1')
    const sheets = new Set(text.match(/worksheets\/sheet\d+\.xml/g))
    expect([...sheets].sort()).toEqual([0, 1, 2].map((n) => `worksheets/sheet${n}.xml`))
    expect(11 * 100_000).toBeGreaterThan(rowsASheet)
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
