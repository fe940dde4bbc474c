import type { Cell } from '../writers/report.ts'
import type { SheetColumn } from '../writers/spreadsheet.ts'
import type { Line } from './compositor.ts'
import { ink, lineHeight, type Page, size } from './page.ts'

const heading = { size: size.meta, weight: 600 as const, color: ink.text2 }
const padding = { x: 6, y: 4 }
const mostLines = 3
/** No column asks for more than this, however long its texts are. */
const widest = 200
const narrowest = 34

/**
 * So many cells are told to a screen reader as the cells of a table; the rows after them as a paragraph each. What says where a
 * cell is takes more room than the cell, in the file and in memory.
 */
const mostTold = 20_000

export type Measured = { natural: readonly number[]; least: readonly number[] }

/** How wide each column would like to be by these rows, and how wide it must be. */
export function measure(
  page: Page,
  columns: readonly SheetColumn[],
  rows: readonly string[][],
): Measured {
  const style = { size: size.cell }
  const labels = columns.map(({ label }) => page.set.line(label, heading).width)
  const longestWord = columns.map(({ label }) =>
    Math.max(...label.split(' ').map((word) => page.set.line(word, heading).width)),
  )
  const natural = columns.map((_column, n) =>
    Math.max(labels[n] ?? 0, ...rows.map((row) => page.set.line(row[n] ?? '', style).width)),
  )
  return {
    natural: natural.map((width) => Math.min(width, widest) + 2 * padding.x),
    least: longestWord.map((width) => Math.max(width, narrowest) + 2 * padding.x),
  }
}

/** Widths that add up to the page: what is left over goes to texts, what is missing is taken from the widest. */
export function fitted(
  { natural, least }: Measured,
  columns: readonly SheetColumn[],
  width: number,
): number[] {
  const sum = natural.reduce((total, each) => total + each, 0)
  if (sum <= width) {
    const isWide = columns.map(({ type }) => type === 'text')
    const sharing = isWide.filter(Boolean).length
    const more = (width - sum) / (sharing || columns.length)
    return natural.map((each, n) => each + (sharing === 0 || isWide[n] ? more : 0))
  }
  // The highest bound on every column under which all of them fit.
  let [low, high] = [0, widest + 2 * padding.x]
  for (let n = 0; n < 30; n += 1) {
    const middle = (low + high) / 2
    const used = natural.reduce((total, each, m) => total + bounded(each, least[m] ?? 0, middle), 0)
    if (used > width) high = middle
    else low = middle
  }
  const widths = natural.map((each, m) => bounded(each, least[m] ?? 0, low))
  const used = widths.reduce((total, each) => total + each, 0)
  return used > width ? widths.map((each) => (each * width) / used) : widths
}

function bounded(natural: number, least: number, bound: number): number {
  return Math.max(Math.min(natural, least), Math.min(natural, bound))
}

/** A table that goes on over as many pages as it has rows for, each with its heading. */
export class Table {
  readonly #page: Page
  readonly #columns: readonly SheetColumn[]
  readonly #widths: readonly number[]
  readonly #element: PDFKit.PDFStructureElement
  /** Cells so far. */
  #told = 0

  constructor(page: Page, columns: readonly SheetColumn[], widths: readonly number[]) {
    this.#page = page
    this.#columns = columns
    this.#widths = widths
    this.#element = page.paper.struct('Table')
    page.root.add(this.#element)
    page.need(60)
    this.#heading(true)
  }

  /** `share` draws a bar behind the row, as long as its part of the highest. */
  row(cells: readonly string[], share?: number): void {
    const page = this.#page
    const style = { size: size.cell }
    const lines = cells.map((cell, n) =>
      page.set.lines(
        cell,
        style,
        this.#inner(n),
        this.#columns[n]?.type === 'number' ? 1 : mostLines,
      ),
    )
    const height = this.#heightOf(lines, style.size)
    if (page.need(height)) this.#heading(false)
    const { y } = page
    page.ornament(() => {
      if (share)
        page.paper
          .rect(page.left, y + 1, (this.#widths[0] ?? 0) * share, height - 2)
          .fill(ink.tint2)
      page.rule(page.left, y + height, page.width, ink.line)
    })
    this.#told += cells.length
    if (this.#told <= mostTold) {
      const row = page.paper.struct('TR')
      this.#element.add(row)
      this.#cells(lines, (n, draw) => cells[n] !== '' && page.tagged('TD', draw, {}, row), style, y)
      row.end()
    } else page.tagged('P', () => this.#cells(lines, (_n, draw) => draw(), style, y))
    page.y += height
  }

  end(): void {
    this.#element.end()
  }

  #heading(isFirst: boolean): void {
    const page = this.#page
    const lines = this.#columns.map(({ label }, n) =>
      page.set.lines(label, heading, this.#inner(n), 2),
    )
    const height = this.#heightOf(lines, heading.size)
    const { y } = page
    if (isFirst) {
      const row = page.paper.struct('TR')
      this.#element.add(row)
      this.#cells(
        lines,
        (_n, draw) => page.tagged('TH', draw, { scope: 'Column' }, row),
        heading,
        y,
      )
      row.end()
    } else page.ornament(() => this.#cells(lines, (_n, draw) => draw(), heading, y))
    page.ornament(() => page.rule(page.left, y + height, page.width, ink.rule))
    page.y += height
  }

  #cells(
    lines: readonly Line[][],
    draw: (n: number, draw: () => void) => void,
    style: { size: number },
    y: number,
  ): void {
    const page = this.#page
    let x = page.left
    for (const [n, { type }] of this.#columns.entries()) {
      const left = x + padding.x
      const width = this.#inner(n)
      draw(n, () => {
        for (const [m, line] of (lines[n] ?? []).entries()) {
          const baseline = y + padding.y + style.size + m * style.size * lineHeight
          page.set.draw(
            line,
            style,
            left,
            baseline,
            type === 'number' ? { width, isEnd: true } : { width },
          )
        }
      })
      x += this.#widths[n] ?? 0
    }
  }

  #inner(n: number): number {
    return (this.#widths[n] ?? 0) - 2 * padding.x
  }

  #heightOf(lines: readonly Line[][], points: number): number {
    const most = Math.max(1, ...lines.map((each) => each.length))
    return most * points * lineHeight + 2 * padding.y
  }
}

/** Cells as people read them: grouped digits, moments in the zone of the report. */
export function wordsOf(timezone: string): (cell: Cell | boolean) => string {
  const moment = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    dateStyle: 'medium',
    timeStyle: 'short',
  })
  const number = new Intl.NumberFormat('en-GB')
  return (cell) => {
    if (cell === null) return ''
    if (cell instanceof Date) return moment.format(cell)
    return typeof cell === 'number' ? number.format(cell) : String(cell)
  }
}
