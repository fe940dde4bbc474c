import type { Report } from '../writers/report.ts'
import type { Compositor, Line, Style } from './compositor.ts'

/** The colours of the dashboard's light scheme (web/theme.ts), which paper is. */
export const ink = {
  text: '#1C1C1A',
  text2: '#5F5F5C',
  accent: '#076F78',
  tint: '#EFFAFB',
  tint2: '#DBF3F6',
  line: '#E8E8E5',
  rule: '#8D8C89',
  none: '#EDECE8',
} as const

/** From few to many. */
export const steps = ['#BEE9EE', '#7FCDD6', '#48AAB5', '#20858E', '#115D65'] as const

/** In points. */
export const size = { meta: 7.5, cell: 8, body: 9, section: 12, title: 22 } as const
export const lineHeight = 1.35
export const margin = { side: 42, top: 50, bottom: 48 } as const

type Paper = PDFKit.PDFDocument
type Struct = PDFKit.PDFStructureElement
type Reference = { end: (content: string) => void }

/** Two squares, their data: web/ui/Brand.tsx. */
const mark =
  'M0 0h8v8H0zM2 2v4h4V2zM10 10h8v8h-8zM10 0h3v3h-3zM15 0h3v3h-3zM10 5h3v3h-3zM15 5h3v3h-3zM0 10h3v3H0zM5 10h3v3H5zM0 15h3v3H0zM5 15h3v3H5z'

/** The sheet that is being written on: what stands at its head and foot, and how far it is full. */
export class Page {
  readonly paper: Paper
  readonly set: Compositor
  readonly root: Struct
  readonly #report: Report
  /** A picture of the number of pages, drawn last: every page shows it while nobody knows it. */
  readonly #total: Reference
  #count = 0
  /** Where the next thing begins. */
  y = 0

  constructor(paper: Paper, set: Compositor, report: Report) {
    this.paper = paper
    this.set = set
    this.#report = report
    this.#total = paper.ref({
      Type: 'XObject',
      Subtype: 'Form',
      BBox: [0, -3, 60, 10],
      Resources: { Font: { Figures: figures } },
    }) as unknown as Reference
    this.root = paper.struct('Document')
    paper.addStructure(this.root)
  }

  get left(): number {
    return margin.side
  }

  get width(): number {
    return this.paper.page.width - 2 * margin.side
  }

  get bottom(): number {
    return this.paper.page.height - margin.bottom
  }

  /** Begins a sheet. */
  turn(): void {
    this.paper.addPage()
    this.#count += 1
    this.paper.markContent('Artifact', { type: 'Pagination' })
    if (this.#count > 1) this.#running()
    this.#foot()
    this.paper.endMarkedContent()
    this.y = this.#count > 1 ? margin.top + 10 : margin.top
  }

  /** Makes sure that so much fits, on this sheet or the next. */
  need(height: number): boolean {
    if (this.y + height <= this.bottom) return false
    this.turn()
    return true
  }

  /** Draws as part of the text, in the structure that a screen reader follows. */
  tagged(
    type: string,
    draw: () => void,
    options: { alt?: string; scope?: 'Column' } = {},
    parent = this.root,
  ): void {
    const element = this.paper.struct(type, options, draw)
    parent.add(element)
  }

  /** Draws what is ornament. */
  ornament(draw: () => void): void {
    this.paper.markContent('Artifact', { type: 'Layout' })
    draw()
    this.paper.endMarkedContent()
  }

  /** A paragraph over the width, or what fits of it in so many lines. */
  paragraph(text: string, style: Style, type = 'P', most = 6): void {
    const lines = this.set.lines(text, style, this.width, most)
    const step = style.size * lineHeight
    this.need(lines.length * step)
    this.tagged(type, () => this.drawLines(lines, style, this.left, this.y, this.width))
    this.y += lines.length * step
  }

  drawLines(lines: readonly Line[], style: Style, x: number, y: number, width: number): void {
    const step = style.size * lineHeight
    for (const [n, line] of lines.entries()) {
      this.set.draw(line, style, x, y + style.size + n * step, { width })
    }
  }

  rule(x: number, y: number, width: number, color: string): void {
    this.paper
      .moveTo(x, y)
      .lineTo(x + width, y)
      .lineWidth(0.5)
      .stroke(color)
  }

  /** The mark of the product, and whose document it is. */
  letterhead(): void {
    const style = { size: size.body, weight: 600 as const }
    this.ornament(() => {
      this.paper.save().translate(this.left, this.y).scale(1)
      this.paper.path(mark).fill(ink.accent, 'even-odd').restore()
    })
    const [line] = this.set.lines(this.#report.organization, style, this.width - 40, 1)
    if (line) this.tagged('P', () => this.set.draw(line, style, this.left + 26, this.y + 12.5))
    this.y += 40
  }

  /** Says how many pages there were. */
  finish(): void {
    this.root.end()
    this.#total.end(`0.373 0.373 0.361 rg BT /Figures ${size.meta} Tf (${this.#count}) Tj ET`)
  }

  #running(): void {
    const style = { size: size.meta, color: ink.text2 }
    const { title, organization } = this.#report
    const [line] = this.set.lines(`${title} · ${organization}`, style, this.width, 1)
    if (line)
      this.set.draw(line, style, this.left, margin.top - 14, { width: this.width, isEnd: false })
    this.rule(this.left, margin.top - 8, this.width, ink.line)
  }

  #foot(): void {
    const style = { size: size.meta, color: ink.text2 }
    const y = this.paper.page.height - 26
    const line = this.set.line(`${this.#count} of `, style)
    this.set.draw(line, style, this.left, y)
    const page = this.paper.page as unknown as { xobjects: Record<string, Reference> }
    page.xobjects.Total = this.#total
    this.paper.addContent(`q 1 0 0 -1 ${this.left + line.width} ${y} cm /Total Do Q`)
    const name = this.set.line('Outbound Impact', style)
    this.set.draw(name, style, this.left, y, { width: this.width, isEnd: true })
  }
}

/** One of the fonts that every reader has: digits only, so nothing need be shipped. */
const figures = { Type: 'Font', Subtype: 'Type1', BaseFont: 'Helvetica' }
