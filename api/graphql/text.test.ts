import { describe, expect, it } from 'vitest'
import { linesShape, nameShape, tidy } from './text.ts'

const name = nameShape('Give it a name.', 20)

describe('A name', () => {
  const alone: [string, string][] = [
    ['a zero-width space', '\u200B'],
    ['a joiner', '\u200D'],
    ['a byte order mark', '\uFEFF'],
    ['a direction override', '\u202E'],
    ['a Hangul filler', '\u3164'],
    ['an empty Braille cell', '\u2800'],
    ['a no-break space', '\u00A0'],
    ['controls', '\u0001\u0007'],
    ['a tag', '\u{E0061}'],
    ['nothing', ''],
  ]
  it.each(alone)('is not %s alone', (_what, text) => {
    expect(name.safeParse(text).error?.issues[0]?.message).toBe('Give it a name.')
  })

  it.each([
    ['Pizza\u202Egnp.exe', 'Pizzagnp.exe'],
    ['Piz\u200Bza', 'Pizza'],
    ['  Window \n sticker\t', 'Window sticker'],
    ['Cafe\u0301', 'Café'],
    ['\u200DWindow\u200D', 'Window'],
  ])('is stored as it is read: %j', (typed, stored) => {
    expect(name.parse(typed)).toBe(stored)
  })

  it.each(['👨‍👩‍👧', 'نمی‌خواهم', 'क्‍ष', '日本', '!', '🏳️‍🌈 bar'])(
    'keeps what belongs to it: %j',
    (text) => {
      expect(tidy(text)).toBe(text)
      expect(name.parse(text)).toBe(text)
    },
  )

  it('is measured as it is stored', () => {
    expect(name.parse(`${'\u200B'.repeat(50)}${'x'.repeat(20)}`)).toHaveLength(20)
    expect(name.safeParse('x'.repeat(21)).success).toBe(false)
  })
})

it('keeps the lines of an address, and no more', () => {
  expect(linesShape(100).parse(' Damrak 1 \r\n\n\n\n1012 LG\u200B Amsterdam\n')).toBe(
    'Damrak 1\n\n1012 LG Amsterdam',
  )
  expect(linesShape(100).parse(undefined)).toBe(undefined)
  expect(linesShape(100).parse(' \n ')).toBe(null)
})
