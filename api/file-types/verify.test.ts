import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { UploadType } from '../../db/types.ts'
import { pngOf } from '../qr-codes/picture.ts'
import { aJpg, anMp3, anMp4, aPdf, aPng, aWebp, samples } from '../uploads/testing.ts'
import { cleanName, readName, renamed } from './names.ts'
import { verify } from './verify.ts'

/** In pieces of so many bytes, as a network brings them. */
function inPieces(bytes: Buffer, size: number): Readable {
  const count = Math.ceil(bytes.length / size)
  return Readable.from(
    Array.from({ length: count }, (_, n) => bytes.subarray(n * size, (n + 1) * size)),
  )
}

const typeOf = (name: string): UploadType => {
  const read = readName(name)
  return 'type' in read ? read.type : 'PDF'
}

async function look(name: string, bytes: Buffer, pieces = 65_536) {
  return verify(inPieces(bytes, pieces), { name, type: typeOf(name), size: bytes.length })
}

const accepted = { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }
const refused = (word: string | RegExp) => ({ problem: expect.stringMatching(word) })
const zip = Buffer.concat([
  Buffer.from('PK\x03\x04 a file in an archive ', 'latin1'),
  Buffer.from('PK\x05\x06', 'latin1'),
  Buffer.alloc(18),
])

describe('A file that is what it says', () => {
  for (const [name, make] of Object.entries(samples)) {
    it(`is taken, however its bytes come, with its digest: ${name}`, async () => {
      const bytes = make()
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      for (const pieces of [1, 7, 64, 65_536]) {
        expect(await look(name, bytes, pieces)).toEqual({ sha256 })
      }
    })
  }

  it('is taken as programs make it: a picture that was drawn, a photo with a film behind it, a PDF about pages', async () => {
    expect(await look('code.png', await pngOf('https://example.com', 512))).toEqual(accepted)
    expect(await look('moving.jpg', Buffer.concat([aJpg(), anMp4()]))).toEqual(accepted)
    expect(await look('guide.pdf', aPdf('write <script> and <html> like this'))).toEqual(accepted)
    const tagged = Buffer.concat([anMp3(), Buffer.from('TAG'.padEnd(128))])
    expect(await look('song.mp3', tagged)).toEqual(accepted)
  })
})

describe('A file that is not what it says', () => {
  it('is refused when its bytes are of another type than its name', async () => {
    for (const [name, make] of Object.entries(samples)) {
      for (const [other, makeOther] of Object.entries(samples)) {
        if (typeOf(name) === typeOf(other)) continue
        expect(await look(name, makeOther()), `${other} as ${name}`).toEqual(
          refused(/its name says|whatever its name says/),
        )
        void make
      }
    }
  })

  it('is refused when its bytes are of no type we take', async () => {
    const others = [
      '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
      '<!doctype html><title>x</title>',
      'GIF89a plain',
      'MZ this program cannot be run in DOS mode',
      '\0\0\0\0',
      'words',
    ]
    for (const text of others) {
      for (const name of Object.keys(samples)) {
        expect(await look(name, Buffer.from(text, 'latin1')), text).toEqual(refused('is not a'))
      }
    }
  })

  it('is refused when it is empty, or of another size than announced', async () => {
    expect(await look('menu.pdf', Buffer.alloc(0))).toEqual(refused('is empty'))
    const bytes = aPdf()
    const announced = { name: 'menu.pdf', type: 'PDF', size: bytes.length + 1 } as const
    expect(await verify(inPieces(bytes, 64), announced)).toEqual(refused('another size'))
  })

  it('is refused when it breaks off, wherever that is', async () => {
    for (const [name, make] of Object.entries(samples)) {
      const bytes = make()
      // The last frame of a sound may be cut short, and the end of a PDF may lack its line break.
      const most = { 'song.mp3': 10 + 2 * 417, 'menu.pdf': bytes.length - 1 }[name] ?? bytes.length
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: most - 1 }), async (length) => {
          const verdict = await look(name, bytes.subarray(0, length))
          expect(verdict, `${name} ${length}`).toHaveProperty('problem')
        }),
        { numRuns: 60 },
      )
    }
  })

  it('is refused when it is two files in one', async () => {
    const page = Buffer.from('<html><script>alert(1)</script></html>')
    const within = (name: string, make: () => Buffer, at: number) => {
      const bytes = make()
      return [name, Buffer.concat([bytes.subarray(0, at), page, bytes.subarray(at)])] as const
    }
    const doubles: (readonly [string, Buffer])[] = [
      ['logo.png', Buffer.concat([aPng(), page])],
      ['logo.png', Buffer.concat([aPng(), zip])],
      ['photo.webp', Buffer.concat([aWebp(), zip])],
      ['photo.jpg', Buffer.concat([aJpg(), zip])],
      ['photo.jpg', Buffer.concat([aJpg(), page])],
      ['menu.pdf', Buffer.concat([aPdf(), zip])],
      ['menu.pdf', Buffer.concat([page, aPdf()])],
      ['menu.pdf', Buffer.concat([Buffer.from('MZ'), aPdf()])],
      ['film.mp4', Buffer.concat([anMp4(), page])],
      ['film.mp4', Buffer.concat([anMp4(), zip])],
      ['song.mp3', Buffer.concat([anMp3(), page])],
      ['song.mp3', Buffer.concat([anMp3(), zip])],
      within('song.mp3', anMp3, 100),
      within('film.mp4', anMp4, anMp4().length),
    ]
    for (const [name, bytes] of doubles) {
      for (const pieces of [5, 65_536]) {
        expect(await look(name, bytes, pieces), name).toHaveProperty('problem')
      }
    }
    const hidden = aPng(200)
    page.copy(hidden, 60)
    for (const pieces of [3, 65_536]) {
      expect(await look('logo.png', hidden, pieces)).toEqual(refused('a web page'))
    }
  })

  it('never hangs, fails or is taken for whole when bytes of it are changed at will', async () => {
    const names = Object.keys(samples)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.array(fc.tuple(fc.nat(2_000), fc.integer({ min: 0, max: 255 })), { maxLength: 20 }),
        async (name, changes) => {
          const bytes = Buffer.from(samples[name]?.() ?? '')
          for (const [at, value] of changes) bytes[at % bytes.length] = value
          const verdict = await look(name, bytes, 97)
          expect(Object.keys(verdict)).toHaveLength(1)
        },
      ),
      { numRuns: 400 },
    )
  })
})

describe('A name', () => {
  it.each([
    ['menu.pdf', 'PDF'],
    ['Speisekarte für Gäste.PDF', 'PDF'],
    ['menu.v2.final.pdf', 'PDF'],
    ['photo.jpeg', 'JPG'],
    ['a.b.webp', 'WEBP'],
    ['.mp3', 'MP3'],
  ])('%s says %s', (name, type) => {
    expect(readName(name)).toEqual({ type })
  })

  it.each([
    ['', 'Give it a name.'],
    ['menu', 'Choose a PDF'],
    ['menu.svg', 'Choose a PDF'],
    ['menu.html', 'Choose a PDF'],
    ['menu.pdf.exe', 'Choose a PDF'],
    ['invoice.exe.pdf', 'two endings'],
    ['photo.html.png', 'two endings'],
    ['x.PHP5.old.jpg'.replace('old.', ''), 'two endings'],
    ['menu\u202efdp.png', 'cannot be seen'],
    ['menu\n.pdf', 'cannot be seen'],
    [`${'x'.repeat(197)}.pdf`, 'at most 200'],
  ])('%j is refused', (name, problem) => {
    expect(readName(name)).toEqual({ problem: expect.stringContaining(problem) })
  })

  it('is the last part of a path, and keeps its ending when it is changed', () => {
    expect(cleanName(' C:\\files\\menu.pdf ')).toBe('menu.pdf')
    expect(cleanName('../../etc/menu.pdf')).toBe('menu.pdf')
    expect(renamed('Lunch', 'PDF')).toEqual({ name: 'Lunch.pdf' })
    expect(renamed('Lunch.png', 'PDF')).toEqual({ name: 'Lunch.png.pdf' })
    expect(renamed('Photo.jpeg', 'JPG')).toEqual({ name: 'Photo.jpeg' })
    expect(renamed(' ', 'PDF')).toEqual({ problem: 'Give it a name.' })
    expect(renamed('Lunch.html', 'PDF')).toHaveProperty('problem')
  })
})
