import { createRequire } from 'node:module'
import { clustersOf, type Face, type Faces, isJapanese, type Weight } from './faces.ts'

type Bidi = {
  getEmbeddingLevels: (
    text: string,
    direction?: 'ltr' | 'rtl',
  ) => { levels: Uint8Array; paragraphs: { level: number }[] }
  getMirroredCharacter: (character: string) => string | null
}
const bidi = (createRequire(import.meta.url)('bidi-js') as () => Bidi)()

export type Style = { size: number; weight?: Weight; color?: string }

/** A line: its runs in the order they are read, each with its place; `isRtl` when it is read from the right. */
export type Line = { runs: readonly Run[]; width: number; isRtl: boolean }

/** What one face draws of it, and where that begins. Lengths are thousandths of the size. */
type Run = { face: string; x: number; length: number; strokes: readonly Stroke[] }
/** Glyphs that stand side by side, as the operand of TJ; where they begin, from the beginning of the run. */
type Stroke = { x: number; y: number; glyphs: string }

type Position = { xAdvance: number; advanceWidth: number; xOffset: number; yOffset: number }
/** What pdfkit knows of a font that it embeds; its types leave it out. */
type Embedded = {
  id: string
  ref: () => unknown
  encode: (text: string, features: readonly string[]) => [glyphs: string[], positions: Position[]]
}

/** Whom the text belongs to: a document of pdfkit. */
type Paper = PDFKit.PDFDocument

/** The colour of text that asks for none. */
const black = '#1C1C1A'
const latin = /^[ -~\u00a0-\u00ff]*$/
const rightToLeft =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
/** Longer texts are cut before they are looked at: no place on a page has room for more. */
const mostUnits = 2_000
/** A Latin letter, and what is put in place of others. */
const always = 'A…\ufffd'
const words = new Intl.Segmenter('en', { granularity: 'word' })

/** Sets text of any script: which face, in which order, in how many lines. */
export class Compositor {
  readonly #paper: Paper
  readonly #faces: Faces
  readonly #embedded = new Map<string, Embedded>()
  /** Composed lines by weight and text: the cells of a table say the same over and over. */
  readonly #known = new Map<string, Composed>()

  constructor(paper: Paper, faces: Faces) {
    this.#paper = paper
    this.#faces = faces
  }

  /** To be awaited for texts before anything else is done with them. */
  async prepare(texts: Iterable<string>, weight: Weight = 400): Promise<void> {
    await this.#faces.prepare(always, weight)
    for (const text of texts) {
      // One face has all of these, and most texts are of these only.
      if (!latin.test(text)) await this.#faces.prepare(clean(text), weight)
    }
  }

  /** One line, however long. */
  line(text: string, style: Style): Line {
    return this.#compose(clean(text), style)
  }

  /** At most so many lines of this width; what does not fit is left out behind an ellipsis. */
  lines(text: string, style: Style, width: number, most: number): Line[] {
    const cleaned = clean(text)
    const whole = this.#compose(cleaned, style)
    if (whole.width <= width) return [whole]
    // A part of it is set as the whole is: read from the same side, its Han as Japanese or not.
    const context: Context = { isRtl: whole.isRtl, inJapanese: isJapanese(cleaned) }
    const broken = this.#broken(cleaned, style, width, most, context)
    const shown = broken.slice(0, most)
    if (broken.length > most) {
      shown[most - 1] = this.#shortened(shown[most - 1] ?? '', style, width, context)
    }
    return shown.map((text) => this.#compose(text, style, context))
  }

  /**
   * From `x`, or to `x + width` for what is read from the right or asked to stand there. Writes what pdfkit's text() would, in
   * one piece instead of nine.
   */
  draw(
    line: Line,
    style: Style,
    x: number,
    baseline: number,
    box?: { width: number; isEnd?: boolean },
  ) {
    const atEnd = box !== undefined && (box.isEnd ?? line.isRtl)
    const page = this.#paper.page as unknown as { fonts: Record<string, unknown> }
    const scale = style.size / 1000
    const from = atEnd ? x + box.width - line.width : x
    let content = ''
    for (const run of line.runs) {
      const font = this.#embedded.get(run.face)
      if (!font) continue
      page.fonts[font.id] ??= font.ref()
      content += `/${font.id} ${style.size} Tf `
      for (const { x, y, glyphs } of run.strokes) {
        const left = round(from + (run.x + x) * scale)
        content += `1 0 0 -1 ${left} ${round(baseline - y * scale)} Tm [${glyphs}] TJ `
      }
    }
    this.#paper.fillColor(style.color ?? black).addContent(`BT ${content}ET`)
  }

  /** Cut where words end, and inside a word that is wider than the line; one line more than asked for tells that there is more. */
  #broken(text: string, style: Style, width: number, most: number, context: Context): string[] {
    const widthOf = (part: string) => this.#compose(part, style, context).width
    const lines: string[] = []
    let line = ''
    let used = 0
    for (const piece of breakable(text)) {
      const parts = widthOf(piece) <= width ? [piece] : clustersOf(piece)
      for (const part of parts) {
        const wide = widthOf(part.trimEnd())
        if (used + wide > width && line !== '') {
          lines.push(line.trimEnd())
          if (lines.length > most) return lines
          line = ''
          used = 0
        }
        line += part
        used += widthOf(part)
      }
    }
    return line.trimEnd() === '' ? lines : [...lines, line.trimEnd()]
  }

  #shortened(text: string, style: Style, width: number, context: Context): string {
    const clusters = clustersOf(text)
    const widthOf = (part: string) => this.#compose(part, style, context).width
    const room = width - widthOf('…')
    while (clusters.length > 0 && widthOf(clusters.join('')) > room) clusters.pop()
    return `${clusters.join('').trimEnd()}…`
  }

  #compose(text: string, style: Style, context?: Context): Line {
    const { weight = 400 } = style
    const key = `${weight}${context ? Number(context.isRtl) + 2 * Number(context.inJapanese) : ''} ${text}`
    let line = this.#known.get(key)
    if (!line) {
      if (this.#known.size > mostKnown) this.#known.clear()
      line = this.#composed(text, weight, context)
      this.#known.set(key, line)
    }
    return { runs: line.runs, width: (line.length * style.size) / 1000, isRtl: line.isRtl }
  }

  #composed(text: string, weight: Weight, context?: Context): Composed {
    const inJapanese = context?.inJapanese ?? isJapanese(text)
    const face = (cluster: string) =>
      latin.test(cluster)
        ? this.#faces.faceOf('A', weight, false)
        : this.#faces.faceOf(cluster, weight, inJapanese)
    const isLatin = latin.test(text)
    const missing = this.#faces.faceOf('\ufffd', weight, false)
    const found = isLatin ? [{ text, face: face('A'), order: 0 }] : runsOf(text, face, context)
    const runs: (Run & { order: number })[] = []
    let x = 0
    for (const run of found) {
      // What no font has is shown as a mark that it was there.
      const shown = run.face ?? missing
      if (!shown) continue
      const shaped = this.#shaped(run.face ? run.text : '\ufffd', shown)
      runs.push({ ...shaped, x, order: run.order })
      x += shaped.length
    }
    // Written as it is read: who copies the text or hears it gets it in that order.
    runs.sort((one, other) => one.order - other.order)
    const isRtl = context ? context.isRtl : !isLatin && baseLevel(text) === 1
    return { runs, length: x, isRtl }
  }

  #shaped(text: string, face: Face): Omit<Run, 'x'> {
    // Without a list of features, even an empty one, pdfkit sets word by word from the left.
    const [glyphs, positions] = this.#fontOf(face).encode(text, [])
    const strokes: Stroke[] = []
    let at = 0
    let open: Stroke | null = null
    for (const [n, { xAdvance, advanceWidth, xOffset, yOffset }] of positions.entries()) {
      const isMoved = xOffset !== 0 || yOffset !== 0
      if (isMoved || !open) {
        open = { x: at + xOffset, y: yOffset, glyphs: '' }
        strokes.push(open)
      }
      open.glyphs += `<${glyphs[n]}>`
      if (xAdvance !== advanceWidth) open.glyphs += ` ${round(advanceWidth - xAdvance)} `
      // A mark stands where it must; what follows goes on where the pen is.
      if (isMoved) open = null
      at += xAdvance
    }
    for (const stroke of strokes) stroke.glyphs = stroke.glyphs.replaceAll('><', '')
    return { face: face.name, length: at, strokes }
  }

  #fontOf(face: Face): Embedded {
    const known = this.#embedded.get(face.name)
    if (known) return known
    // pdfkit takes an opened font as well as its bytes, which its types do not tell.
    this.#paper.registerFont(face.name, face.font as unknown as Buffer).font(face.name)
    const font = (this.#paper as unknown as { _font: Embedded })._font
    this.#embedded.set(face.name, font)
    return font
  }
}

/** What a part of a text takes over from the whole. */
type Context = { isRtl: boolean; inJapanese: boolean }

type Composed = { runs: readonly Run[]; length: number; isRtl: boolean }

/** So many lines are remembered. */
const mostKnown = 4_000

function round(value: number): number {
  return Math.round(value * 100) / 100
}

/** As it can be drawn: no lone surrogates, no line ends, no characters that force a direction on others. */
function clean(text: string): string {
  const short = text.length > mostUnits ? `${text.slice(0, mostUnits)}…` : text
  if (plainText.test(short)) return short
  return short
    .toWellFormed()
    .normalize('NFC')
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]/g, '')
}
const plainText = /^[ -~]*$/

/** The pieces that a line may end after. */
function breakable(text: string): string[] {
  const pieces: string[] = []
  let isOpen = false
  for (const { segment, isWordLike } of words.segment(text)) {
    const last = pieces.length - 1
    // What is no word stays with the word before it: spaces, full stops, closing brackets.
    if (isOpen && !isWordLike) pieces[last] += segment
    else pieces.push(segment)
    isOpen = true
  }
  return pieces
}

function baseLevel(text: string): number {
  return bidi.getEmbeddingLevels(text).paragraphs[0]?.level ?? 0
}

/** `order`: where among the runs it is read. */
type Ordered = { text: string; face: Face | null; order: number }
type Levelled = Ordered & { level: number }

/** The runs of one face each in the order they are seen, by the Unicode Bidirectional Algorithm (rule L2). */
function runsOf(
  text: string,
  faceOf: (cluster: string) => Face | null,
  context?: Context,
): Ordered[] {
  const direction = context && (context.isRtl ? 'rtl' : 'ltr')
  const { levels } = bidi.getEmbeddingLevels(text, direction)
  const runs: Levelled[] = []
  let at = 0
  for (const cluster of clustersOf(text)) {
    const level = levels[at] ?? 0
    at += cluster.length
    const face = faceOf(cluster)
    const last = runs.at(-1)
    if (last && face && last.level === level && last.face === face) last.text += cluster
    else runs.push({ text: cluster, level, face, order: runs.length })
  }
  const deepest = Math.max(0, ...runs.map(({ level }) => level))
  for (let level = deepest; level > 0; level -= 1) reverseFrom(runs, level)
  return runs.map((run) => (run.level % 2 === 0 ? run : { ...run, text: mirrored(run.text) }))
}

/** Turns around every stretch of runs at this level or deeper. */
function reverseFrom(runs: Levelled[], level: number): void {
  for (let start = 0; start < runs.length; start += 1) {
    let end = start
    while ((runs[end]?.level ?? 0) >= level) end += 1
    if (end - start > 1) runs.splice(start, end - start, ...runs.slice(start, end).reverse())
    start = Math.max(start, end - 1)
  }
}

/** Brackets face the other way. Letters that run from the right are turned around when they are shaped; nothing else is. */
function mirrored(text: string): string {
  const clusters = clustersOf(text).map((each) => bidi.getMirroredCharacter(each) ?? each)
  return (rightToLeft.test(text) ? clusters : clusters.reverse()).join('')
}
