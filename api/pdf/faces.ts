import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { create, type Font } from 'fontkit'

const require = createRequire(import.meta.url)
const cutFont = require('subset-font') as (
  font: Buffer,
  text: undefined,
  options: { keepAllGlyphs: true; targetFormat: 'truetype'; variationAxes: { wght: number } },
) => Promise<Buffer>

/** Thickness of strokes: text, and what stands out of it. */
export type Weight = 400 | 600

/** One part of a family in one weight, under the name that the document knows it by. */
export type Face = { name: string; font: Font }

/** The packages that the fonts come from, the first that has a character draws it. Han is drawn as in the text around it. */
const families = [
  'geist',
  'noto-sans',
  'noto-sans-arabic',
  'noto-sans-hebrew',
  'noto-sans-thai',
  'noto-sans-bengali',
  'noto-sans-tamil',
  'noto-sans-armenian',
  'noto-sans-georgian',
] as const
const chinese = ['noto-sans-sc', 'noto-sans-jp', 'noto-sans-kr'] as const
const japanese = ['noto-sans-jp', 'noto-sans-sc', 'noto-sans-kr'] as const
const emoji = 'noto-emoji'
type Family = (typeof families | typeof chinese)[number] | typeof emoji

const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u
const pictures = /\p{Emoji_Presentation}|\ufe0f/u
/** Tells how the character before it looks or holds two together; no font needs to have it. */
const shapeless = /\u200c|\u200d|[\ufe00-\ufe0f]/

/** The characters of one file: first, last, first, last … */
type Part = { name: string; file: string; ranges: number[] }

/**
 * Fonts that together have nearly every script, in files of a few hundred characters each. A file is read when a text needs
 * it: `prepare` is awaited with every text before it is measured or drawn.
 */
export class Faces {
  readonly #parts = new Map<Family, readonly Part[]>()
  readonly #read = new Map<string, Promise<Face>>()
  /** By weight, cluster and whether Han is Japanese; null when no font has it. */
  readonly #chosen = new Map<string, Face | null>()

  /** Finds a face for everything in a text. */
  async prepare(text: string, weight: Weight): Promise<void> {
    const inJapanese = isJapanese(text)
    for (const cluster of clustersOf(text)) {
      const key = keyOf(cluster, weight, inJapanese)
      if (!this.#chosen.has(key))
        this.#chosen.set(key, await this.#find(cluster, weight, inJapanese))
    }
  }

  /** The face that has all characters of a cluster, which look as one; null when no font has. */
  faceOf(cluster: string, weight: Weight, inJapanese: boolean): Face | null {
    return this.#chosen.get(keyOf(cluster, weight, inJapanese)) ?? null
  }

  async #find(cluster: string, weight: Weight, inJapanese: boolean): Promise<Face | null> {
    const points = [...cluster]
      .filter((character) => !shapeless.test(character))
      .map((character) => character.codePointAt(0) ?? 0)
    const han = inJapanese ? japanese : chinese
    const order: readonly Family[] = pictures.test(cluster)
      ? [emoji, ...families, ...han]
      : [...families, ...han, emoji]
    for (const family of order) {
      const part = this.#partsOf(family).find(({ ranges }) => isWithin(ranges, points[0] ?? 0))
      if (!part) continue
      const face = await this.#face(part, weight)
      if (points.every((point) => face.font.hasGlyphForCodePoint(point))) return face
    }
    return null
  }

  #face(part: Part, weight: Weight): Promise<Face> {
    const name = `${part.name}-${weight}`
    const known = this.#read.get(name) ?? readFace(name, part, weight)
    this.#read.set(name, known)
    return known
  }

  #partsOf(family: Family): readonly Part[] {
    const known = this.#parts.get(family)
    if (known) return known
    const folder = dirname(require.resolve(`@fontsource-variable/${family}/package.json`))
    const listed = JSON.parse(readFileSync(join(folder, 'unicode.json'), 'utf8')) as Listing
    const parts = Object.entries(listed).map(([key, ranges]) => {
      const name = `${family}-${key.replace(/[[\]]/g, '')}`
      const file = join(folder, `files/${name}-wght-normal.woff2`)
      return { name, file, ranges: rangesOf(ranges) }
    })
    this.#parts.set(family, parts)
    return parts
  }
}

type Listing = Record<string, string>

function keyOf(cluster: string, weight: Weight, inJapanese: boolean): string {
  return `${weight}${inJapanese ? 'j' : ''} ${cluster}`
}

const segments = new Intl.Segmenter('en', { granularity: 'grapheme' })
const plain = /^[ -~]*$/

/** What a reader takes for one character each. */
export function clustersOf(text: string): string[] {
  return plain.test(text) ? [...text] : Array.from(segments.segment(text), ({ segment }) => segment)
}

/** Whether Han in this text is to look Japanese. */
export function isJapanese(text: string): boolean {
  return kana.test(text)
}

/** U+0460-052F,U+20B4 → 0x460, 0x52f, 0x20b4, 0x20b4 */
function rangesOf(listed: string): number[] {
  return listed.split(',').flatMap((range) => {
    const [first = '', last = first] = range.replace('U+', '').split('-')
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)]
  })
}

function isWithin(ranges: readonly number[], point: number): boolean {
  for (let n = 0; n < ranges.length; n += 2) {
    if (point >= (ranges[n] ?? 0) && point <= (ranges[n + 1] ?? 0)) return true
  }
  return false
}

/** A variable font as one of its weights, which is all that a PDF can hold. */
async function readFace(name: string, { file }: Part, wght: number): Promise<Face> {
  const bytes = await cutFont(readFileSync(file), undefined, {
    keepAllGlyphs: true,
    targetFormat: 'truetype',
    variationAxes: { wght },
  })
  const font = create(bytes) as Font
  const layout = font.layout.bind(font)
  return {
    name,
    font: Object.defineProperties(font, {
      // Parts of a family bear the same name, by which the document would take one for the other.
      postscriptName: { value: name },
      layout: {
        value: (text: string) => {
          try {
            // Figures of one width, so that they stand under one another.
            return layout(text, ['tnum'])
          } catch {
            // Marks on letters that never bear them are more than fontkit can place.
            return unshaped(font, text)
          }
        },
      },
    }),
  }
}

/** The glyphs side by side, as a shaper of nothing would give them. */
function unshaped(font: Font, text: string) {
  const glyphs = font.glyphsForString(text)
  return {
    glyphs,
    positions: glyphs.map(({ advanceWidth }) => {
      return { xAdvance: advanceWidth, yAdvance: 0, xOffset: 0, yOffset: 0 }
    }),
    advanceWidth: glyphs.reduce((sum, { advanceWidth }) => sum + advanceWidth, 0),
  }
}
