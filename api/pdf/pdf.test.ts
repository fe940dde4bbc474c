import { Readable } from 'node:stream'
import { extractText, getDocumentProxy } from 'unpdf'
import { describe, expect, it, vi } from 'vitest'
import type { Cell, Part, Report } from '../writers/report.ts'
import type { SheetColumn } from '../writers/spreadsheet.ts'
import { cellTexts } from '../writers/testing.ts'
import { roundedUp } from './charts.ts'
import { ReportDocument } from './document.ts'
import { Faces } from './faces.ts'
import { writePdf } from './pdf.ts'

const name: SheetColumn = { label: 'Name', type: 'text' }
const scans: SheetColumn = { label: 'Scans', type: 'number' }
const report: Report = {
  title: 'QR codes',
  organization: 'Hôtel Ōkura שלום',
  facts: [['Time zone', 'Europe/Amsterdam']],
  notes: [],
  parts: [],
  columns: [name, scans],
  timezone: 'Europe/Amsterdam',
  at: new Date('2026-11-21T12:00:00Z'),
}

/** Read once. */
const faces = new Faces()

async function made(
  rows: readonly (readonly Cell[])[],
  more: Partial<Report> = {},
  atOnce = rows.length,
) {
  const document = new ReportDocument({ ...report, ...more }, faces)
  const bytes: Uint8Array[] = []
  for (let n = 0; n < rows.length; n += atOnce) {
    await document.add(rows.slice(n, n + atOnce))
    bytes.push(...document.take())
  }
  await document.end()
  return Buffer.concat([...bytes, ...document.take()])
}

async function read(bytes: Buffer) {
  const pdf = await getDocumentProxy(new Uint8Array(bytes))
  const { text } = await extractText(pdf, { mergePages: false })
  // Whether two pieces of text on a line have a space between them is the reader's guess.
  return { pdf, pages: text.map((page) => page.normalize('NFC').replace(/\s+/g, ' ')) }
}

const numbered = (count: number): Cell[][] =>
  Array.from({ length: count }, (_, n) => [`Code ${n}`, n])

describe('A document', () => {
  it('has its title, whose it is, its facts and notes, and every row under its columns', async () => {
    const { pages } = await read(
      await made(numbered(12), { notes: ['More is in the Excel file.'] }),
    )
    expect(pages).toHaveLength(1)
    for (const text of [
      'QR codes',
      'Hôtel Ōkura',
      'Time zone',
      'Europe/Amsterdam',
      'More is in',
      'Name',
      'Scans',
    ])
      expect(pages[0]).toContain(text)
    for (let n = 0; n < 12; n += 1) expect(pages[0]).toContain(`Code ${n} ${n}`)
    expect(pages[0]).toMatch(/\b1 of ?1\b/)
  })

  it('shows text of every script that its readers write in, and marks what no font has', async () => {
    const texts = [
      ...[
        'Łódź Čeština Việt Nam',
        'Ελληνικά',
        'Привет, мир',
        'שלום עולם',
        'مرحبا بالعالم',
        '東京タワー',
        '北京饭店',
      ],
      ...['안녕하세요', 'สวัสดีชาวโลก', 'বাংলা', 'Հայերեն', 'ქართული', 'party 🎉', '=1+1 stays text'],
    ]
    const { pages } = await read(await made(texts.map((text) => [text, 1])))
    // This reader guesses spaces between words that are read from the right, and makes something of dots that are apart.
    const bare = (text = '') => text.replace(/[\s\p{Cc}]/gu, '')
    for (const text of texts) expect(bare(pages[0])).toContain(bare(text))
    const { pages: marked } = await read(await made([['Ꭰ and \ud800', 1]]))
    expect(marked[0]).toContain('\ufffd and \ufffd')
  })

  it('puts what is read from the right in its order among what is not', async () => {
    const { pages } = await read(await made([['שלום abc עולם (12)', 1]]))
    expect(pages[0]).toContain('abc')
    expect(pages[0]).toMatch(/שלום.*abc.*עולם/)
  })

  it('numbers its pages, and each has the heading of the table', async () => {
    const { pdf, pages } = await read(await made(numbered(100), {}, 7))
    expect(pages.length).toBeGreaterThan(2)
    for (const [n, page] of pages.entries()) {
      expect(page).toMatch(new RegExp(`\\b${n + 1} of ?${pages.length}\\b`))
      expect(page).toContain('Name Scans')
    }
    expect(pages.join(' ').match(/Code \d+ \d+/g)).toHaveLength(100)
    const { info } = await pdf.getMetadata()
    expect(info).toMatchObject({ Title: 'QR codes, Hôtel Ōkura שלום', Language: 'en' })
    expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true })
    const structure = JSON.stringify(await (await pdf.getPage(1)).getStructTree())
    for (const role of ['Document', 'H1', 'Table', 'TR', 'TH', 'TD'])
      expect(structure).toContain(`"role":"${role}"`)
  })

  it('from the same rows has the same bytes, however they were cut', async () => {
    const rows = numbered(450)
    const whole = await made(rows)
    expect((await made(rows, {}, 90)).equals(whole)).toBe(true)
    expect((await made(rows.slice(0, 449))).equals(whole)).toBe(false)
  })

  it('draws its parts: figures with what they show in words, lists with their numbers', async () => {
    const days: Part = {
      title: 'Scans by day',
      columns: [{ label: 'Day', type: 'word' }, scans],
      rows: Array.from({ length: 60 }, (_, n) => [`day ${n}`, n === 7 ? 1_200 : 1]),
      chart: 'LINE',
    }
    const countries: Part = {
      title: 'Countries',
      columns: [{ label: 'Country', type: 'text' }, scans],
      rows: [
        ['Netherlands', 5_214],
        ['日本', 12],
      ],
      chart: 'BARS',
      note: 'IP Geolocation by DB-IP',
    }
    const hours: Part = {
      title: 'Hours',
      columns: [{ label: 'Weekday', type: 'word' }, scans],
      rows: [
        ['Monday', 3],
        ['Tuesday', 0],
      ],
      chart: 'HEAT',
    }
    const none: Part = { ...countries, title: 'Browsers', rows: [] }
    const { pages, pdf } = await read(
      await made([], { columns: null, parts: [days, countries, hours, none] }),
    )
    const text = pages.join(' ')
    for (const found of [
      '1,259 in all; the most at day 7: 1,200.',
      'Netherlands 5,214',
      '日本 12',
      'DB-IP',
      'Monday',
    ])
      expect(text).toContain(found)
    expect(text).toContain('Nothing in this range.')
    const structure = JSON.stringify(await (await pdf.getPage(1)).getStructTree())
    expect(structure).toContain('"alt":"Scans by day. 1,259 in all')
  })

  it('without rows says so', async () => {
    const { pages } = await read(await made([]))
    expect(pages[0]).toContain('Nothing in this range.')
  })

  it('takes any text that a cell may hold', async () => {
    const texts = cellTexts().filter((_text, n) => n % 10 === 0)
    const { pdf, pages } = await read(await made(texts.map((text, n) => [text, n])))
    expect(pdf.numPages).toBeGreaterThan(5)
    // Every row is there, whatever it says.
    const text = pages.join(' ')
    for (const n of [0, 99, 199]) expect(text).toContain(String(n))
  })
})

describe('A document in its own thread', () => {
  const line = (n: number) => Buffer.from(`${JSON.stringify([`Code ${n} שלום`, n])}\n`)

  it('is the one that would be made here, wherever the pieces break', async () => {
    const text = Buffer.concat(Array.from({ length: 30 }, (_, n) => line(n)))
    const pieces = Array.from({ length: Math.ceil(text.length / 37) }, (_, n) =>
      text.subarray(n * 37, n * 37 + 37),
    )
    const bytes: Uint8Array[] = []
    for await (const piece of writePdf(report, Readable.from(pieces))) bytes.push(piece)
    const rows = Array.from({ length: 30 }, (_, n) => [`Code ${n} שלום`, n])
    expect(Buffer.concat(bytes).equals(await made(rows))).toBe(true)
  })

  it('ends with the error of its source, and its source ends when nobody reads on', async () => {
    async function* broken() {
      yield line(1)
      throw new Error('the database is gone')
    }
    const reading = async () => {
      for await (const _ of writePdf(report, broken()));
    }
    await expect(reading()).rejects.toThrow('the database is gone')
    let isEnded = false
    async function* endless() {
      try {
        for (let n = 0; ; n += 1) yield Buffer.concat(Array.from({ length: 300 }, () => line(n)))
      } finally {
        isEnded = true
      }
    }
    for await (const _ of writePdf(report, endless())) break
    await vi.waitFor(() => expect(isEnded).toBe(true))
    async function* nonsense() {
      yield Buffer.from('this is no row\n')
    }
    const failing = async () => {
      for await (const _ of writePdf(report, nonsense()));
    }
    await expect(failing()).rejects.toThrow('JSON')
  })
})

describe('An axis', () => {
  it('ends at a number that is read easily, above what it shows', () => {
    expect([1, 7, 23, 90, 1_204, 98_000].map(roundedUp)).toEqual([
      { end: 1, step: 1 },
      { end: 8, step: 2 },
      { end: 30, step: 10 },
      { end: 100, step: 50 },
      { end: 1_500, step: 500 },
      { end: 100_000, step: 50_000 },
    ])
  })
})
