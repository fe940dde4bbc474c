import PDFDocument from 'pdfkit'
import type { Cell, Part, Report } from '../writers/report.ts'
import type { SheetColumn } from '../writers/spreadsheet.ts'
import { drawHeat, drawLine, inWords, valuesOf } from './charts.ts'
import { Compositor } from './compositor.ts'
import { Faces } from './faces.ts'
import { ink, margin, Page, size } from './page.ts'
import { fitted, measure, Table, wordsOf } from './tables.ts'

/** So many rows say how wide the columns are, so that the first of them can be drawn before the last is known. */
const sample = 200
/** More days than this are drawn and not listed as well. */
const mostListed = 31

/**
 * A document for people, from rows as they come: `add` takes them, `take` gives the bytes of the pages that are done, `end` is
 * the rest. Nothing in it depends on how the rows were cut into pieces.
 */
export class ReportDocument {
  readonly #report: Report
  readonly #paper: PDFKit.PDFDocument
  readonly #set: Compositor
  readonly #page: Page
  readonly #words: (cell: Cell | boolean) => string
  #waiting: string[][] | null = []
  #table: Table | null = null

  constructor(report: Report, faces = new Faces()) {
    this.#report = report
    this.#paper = new PDFDocument({
      size: 'A4',
      margin: 0,
      autoFirstPage: false,
      tagged: true,
      pdfVersion: '1.7',
      displayTitle: true,
      lang: 'en',
      // Lines are remembered by the compositor, and not for ever.
      fontLayoutCache: false,
      info: {
        Title: `${report.title}, ${report.organization}`,
        Author: report.organization,
        Creator: 'Outbound Impact',
        Producer: 'pdfkit',
        CreationDate: report.at,
        ModDate: report.at,
      },
    })
    this.#set = new Compositor(this.#paper, faces)
    this.#page = new Page(this.#paper, this.#set, report)
    this.#words = wordsOf(report.timezone)
  }

  async add(rows: readonly (readonly Cell[])[]): Promise<void> {
    const texts = rows.map((row) => row.map(this.#words))
    await this.#set.prepare(texts.flat())
    if (this.#waiting === null) return this.#rows(texts)
    this.#waiting.push(...texts)
    if (this.#waiting.length >= sample) await this.#begin()
  }

  /** The bytes that are finished by now. */
  take(): Uint8Array[] {
    const taken: Uint8Array[] = []
    for (let piece = this.#paper.read(); piece !== null; piece = this.#paper.read())
      taken.push(piece)
    return taken
  }

  async end(): Promise<void> {
    await this.#begin()
    this.#table?.end()
    this.#page.finish()
    this.#paper.end()
  }

  async #begin(): Promise<void> {
    const rows = this.#waiting
    if (rows === null) return
    this.#waiting = null
    await this.#prepare()
    const { columns } = this.#report
    const measured = columns && measure(this.#page, columns, rows.slice(0, sample))
    const wide = measured?.natural.reduce((sum, each) => sum + each, 0) ?? 0
    // Across only when the columns would be cramped otherwise.
    const isAcross = wide > (595 - 2 * margin.side) * 1.1
    this.#paper.options.layout = isAcross ? 'landscape' : 'portrait'
    this.#page.turn()
    this.#front()
    for (const part of this.#report.parts) this.#part(part)
    if (!columns || !measured) return
    this.#page.y += 6
    this.#table = new Table(this.#page, columns, fitted(measured, columns, this.#page.width))
    this.#rows(rows)
    if (rows.length === 0) {
      this.#page.y += 6
      this.#page.paragraph('Nothing in this range.', { size: size.body, color: ink.text2 })
    }
  }

  async #prepare(): Promise<void> {
    const { title, organization, facts, notes, parts, columns } = this.#report
    const labels = [...parts.flatMap((part) => [...part.columns]), ...(columns ?? [])].map(
      ({ label }) => label,
    )
    const strong = [title, organization, ...parts.map((part) => part.title), ...labels]
    await this.#set.prepare(strong, 600)
    await this.#set.prepare([`${title} · ${organization}`, ...facts.flat(), ...notes, ...labels])
    for (const { rows, note = '' } of parts) {
      await this.#set.prepare([note, ...rows.flat().map(this.#words)])
    }
  }

  #rows(rows: readonly string[][]): void {
    for (const row of rows) this.#table?.row(row)
  }

  /** Whose, what, of when: all that stands above the first figure. */
  #front(): void {
    const page = this.#page
    page.letterhead()
    page.paragraph(this.#report.title, { size: size.title, weight: 600 }, 'H1', 2)
    page.y += 10
    this.#facts()
    for (const note of this.#report.notes) {
      page.y += 4
      page.paragraph(note, { size: size.body, color: ink.text2 })
    }
    page.y += 10
  }

  /** Labels over values, side by side while there is room. */
  #facts(): void {
    const page = this.#page
    const label = { size: size.meta, color: ink.text2 }
    const value = { size: size.body }
    let x = page.left
    for (const [name, text] of this.#report.facts) {
      const width = Math.max(page.set.line(name, label).width, page.set.line(text, value).width)
      if (x > page.left && x + width > page.left + page.width) {
        x = page.left
        page.y += 32
      }
      const lines = page.set.lines(text, value, page.width, 1)
      page.tagged('P', () => {
        page.drawLines([page.set.line(name, label)], label, x, page.y, page.width)
        page.drawLines(lines, value, x, page.y + 11, page.width)
      })
      x += width + 24
    }
    page.y += 32
  }

  #part(part: Part): void {
    const page = this.#page
    const isListed = this.#report.columns === null
    const height = part.chart === 'HEAT' ? 130 : part.chart === 'LINE' ? 140 : 40
    page.need(height + 50)
    page.y += 10
    page.paragraph(part.title, { size: size.section, weight: 600 }, 'H2', 1)
    page.y += 2
    if (part.note) page.paragraph(part.note, { size: size.meta, color: ink.text2 })
    if (part.chart === 'LINE' || part.chart === 'HEAT') this.#chart(part, height)
    const isLong = part.chart === 'LINE' && part.rows.length > mostListed
    // Bars stand behind the rows of a list.
    if ((isListed || part.chart === 'BARS') && part.chart !== 'HEAT' && !isLong) this.#list(part)
  }

  #chart(part: Part, height: number): void {
    const page = this.#page
    page.y += 4
    const box = { x: page.left, y: page.y, width: page.width, height }
    const words = inWords(part)
    const draw = part.chart === 'LINE' ? drawLine : drawHeat
    const isEmpty = part.rows.length === 0
    if (!isEmpty) {
      page.tagged('Figure', () => draw(page, this.#shown(part), box), {
        alt: `${part.title}. ${words}`,
      })
      page.y += height + 6
    }
    if (part.chart === 'LINE') page.paragraph(words, { size: size.meta, color: ink.text2 })
    page.y += 4
  }

  /** With moments as people read them. */
  #shown(part: Part): Part {
    return {
      ...part,
      rows: part.rows.map(([first = null, ...rest]) => [this.#words(first), ...rest]),
    }
  }

  #list(part: Part): void {
    const page = this.#page
    const rows = part.rows.map((row) => row.map(this.#words))
    const columns: readonly SheetColumn[] = part.columns
    const table = new Table(
      page,
      columns,
      fitted(measure(page, columns, rows), columns, page.width),
    )
    const values = part.chart === 'BARS' ? valuesOf(part) : []
    const most = Math.max(1, ...values)
    for (const [n, row] of rows.entries()) table.row(row, (values[n] ?? 0) / most)
    table.end()
    if (rows.length === 0) {
      page.y += 6
      page.paragraph('Nothing in this range.', { size: size.body, color: ink.text2 })
    }
    page.y += 8
  }
}
