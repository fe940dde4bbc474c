import type { Cell } from '../writers/report.ts'
import type { SheetColumn } from '../writers/spreadsheet.ts'
import type { Line, Style } from './compositor.ts'
import { ink, lineHeight, type Page, size } from './page.ts'

const heading = { size: size.meta, weight: 600 as const, color: ink.text2 }
/** Many columns stand closer, in smaller letters. */
const many = 11
const wide = { size: size.cell, x: 6, y: 4 }
const dense = { size: 7, x: 3.5, y: 3.5 }
type Space = { size: number; x: number; y: number }
const spacing = (columns: readonly SheetColumn[]): Space => (columns.length > many ? dense : wide)
const mostLines = 3
/** No column asks for more than this, however long its texts are. */
const widest = 200

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
  const { size: points, x } = spacing(columns)
  const widthOf = (text: string) => page.set.line(text, { size: points }).width
  const label = (text: string) => page.set.line(text, { ...heading, size: points }).width
  const natural = columns.map((column, n) =>
    Math.max(label(column.label), ...rows.map((row) => widthOf(row[n] ?? ''))),
  )
  const least = columns.map((column, n) => {
    const words = rows.flatMap((row) => longestWord(row[n] ?? ''))
    const cells = Math.max(0, ...words.map(widthOf).filter((width) => width <= longestKept))
    return Math.max(...column.label.split(' ').map(label), cells)
  })
  return {
    natural: natural.map((width) => Math.min(width, widest) + 2 * x),
    least: least.map((width) => width + 2 * x),
  }
}

/** Words up to this width are kept in one piece. */
const longestKept = 60

function longestWord(text: string): string {
  return text.split(/\s/).reduce((one, other) => (other.length > one.length ? other : one), '')
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
  let [low, high] = [0, widest + 2 * wide.x]
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
  readonly #space: Space
  readonly #element: PDFKit.PDFStructureElement
  /** Cells so far. */
  #told = 0

  constructor(page: Page, columns: readonly SheetColumn[], widths: readonly number[]) {
    this.#page = page
    this.#columns = columns
    this.#widths = widths
    this.#space = spacing(columns)
    this.#element = page.paper.struct('Table')
    page.root.add(this.#element)
    page.need(60)
    this.#heading(true)
  }

  /** `share` draws a bar behind the row, as long as its part of the highest. */
  row(cells: readonly string[], share?: number): void {
    const page = this.#page
    const style = { size: this.#space.size }
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
      this.#cells(lines, (_n, draw) => page.tagged('TD', draw, {}, row), style, y)
      row.end()
    } else page.tagged('P', () => this.#cells(lines, (_n, draw) => draw(), style, y))
    page.y += height
  }

  end(): void {
    this.#element.end()
  }

  #heading(isFirst: boolean): void {
    const page = this.#page
    const style = { ...heading, size: Math.min(heading.size, this.#space.size) }
    const lines = this.#columns.map(({ label }, n) =>
      page.set.lines(label, style, this.#inner(n), 2),
    )
    const height = this.#heightOf(lines, style.size)
    const { y } = page
    if (isFirst) {
      const row = page.paper.struct('TR')
      this.#element.add(row)
      this.#cells(lines, (_n, draw) => page.tagged('TH', draw, { scope: 'Column' }, row), style, y)
      row.end()
    } else page.ornament(() => this.#cells(lines, (_n, draw) => draw(), style, y))
    page.ornament(() => page.rule(page.left, y + height, page.width, ink.rule))
    page.y += height
  }

  #cells(
    lines: readonly Line[][],
    draw: (n: number, draw: () => void) => void,
    style: Style,
    y: number,
  ): void {
    const page = this.#page
    let x = page.left
    for (const [n, { type }] of this.#columns.entries()) {
      const left = x + this.#space.x
      const width = this.#inner(n)
      draw(n, () => {
        for (const [m, line] of (lines[n] ?? []).entries()) {
          const baseline = y + this.#space.y + style.size + m * style.size * lineHeight
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
    return (this.#widths[n] ?? 0) - 2 * this.#space.x
  }

  #heightOf(lines: readonly Line[][], points: number): number {
    const most = Math.max(1, ...lines.map((each) => each.length))
    return most * points * lineHeight + 2 * this.#space.y
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
