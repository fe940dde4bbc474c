import type { UploadType } from '../../db/types.ts'
import { Misshapen, type Reader } from './reader.ts'

/**
 * What a whole file of each type is built like. Magic bytes only say how a file begins; a file that stops in the middle, or goes
 * on after its end as something else, is not what it says. Each walks from front to back and throws Misshapen.
 */
export const shapes: Readonly<Record<UploadType, (file: Reader) => Promise<void>>> = {
  PDF: walkPdf,
  PNG: walkPng,
  JPG: walkJpg,
  WEBP: walkWebp,
  MP4: walkMp4,
  MP3: walkMp3,
}

const goesOn = 'goes on after its end'
const muddled = 'is not built like one'

async function requireEnd(file: Reader): Promise<void> {
  if (!(await file.isAtEnd())) throw new Misshapen(goesOn)
}

/** Header first, so that nothing else can come first; the end mark within the last kilobyte, as readers look for it. */
async function walkPdf(file: Reader): Promise<void> {
  if ((await file.take(5)).toString('latin1') !== '%PDF-') throw new Misshapen(muddled)
  await file.skipRest()
  if (!file.tail.subarray(-1_024).includes('%%EOF')) throw new Misshapen('breaks off')
}

async function walkPng(file: Reader): Promise<void> {
  await file.skip(8)
  for (let name = ''; name !== 'IEND'; ) {
    const head = await file.take(8)
    name = head.toString('latin1', 4)
    if (!/^[A-Za-z]{4}$/.test(name)) throw new Misshapen(muddled)
    await file.skip(head.readUInt32BE() + 4)
  }
  await requireEnd(file)
}

const endOfImage = 0xd9
const startOfScan = 0xda

/** What comes after the end of the picture is not looked at: phones put a second picture or a short film there. */
async function walkJpg(file: Reader): Promise<void> {
  await file.skip(2)
  let kind = await marker(file)
  while (kind !== endOfImage) {
    const length = (await file.take(2)).readUInt16BE()
    if (length < 2) throw new Misshapen(muddled)
    await file.skip(length - 2)
    kind = kind === startOfScan ? await markerAfterScan(file) : await marker(file)
  }
}

/** Any number of 0xff and the kind of what follows. */
async function marker(file: Reader): Promise<number> {
  if ((await file.take(1))[0] !== 0xff) throw new Misshapen(muddled)
  let kind = 0xff
  while (kind === 0xff) kind = (await file.take(1))[0] ?? 0
  return kind
}

/** Behind the picture's data, in which 0xff is data when 0 follows, and a restart when D0 to D7 do. */
async function markerAfterScan(file: Reader): Promise<number> {
  for (;;) {
    await file.skipPast(Buffer.from([0xff]))
    let kind = 0xff
    while (kind === 0xff) kind = (await file.take(1))[0] ?? 0
    if (kind !== 0 && (kind < 0xd0 || kind > 0xd7)) return kind
  }
}

async function walkWebp(file: Reader): Promise<void> {
  const head = await file.take(12)
  const end = head.readUInt32LE(4) + 8
  while (file.position < end) {
    const chunk = await file.take(8)
    const size = chunk.readUInt32LE(4)
    if (file.position + size > end) throw new Misshapen(muddled)
    await file.skip(size)
    // Chunks begin at even places; the last one's padding is left out by some.
    if (size % 2 === 1 && file.position < end) await file.skip(1)
  }
  await requireEnd(file)
}

/** A row of boxes that fills the file; the film's directory and its pictures have to be there. */
async function walkMp4(file: Reader): Promise<void> {
  const seen = new Set<string>()
  while (!(await file.isAtEnd())) {
    const head = await file.take(8)
    const name = head.toString('latin1', 4)
    if (!/^[\x20-\x7e\xa9]{4}$/.test(name)) throw new Misshapen(muddled)
    seen.add(name)
    const size = head.readUInt32BE()
    if (size === 0) {
      await file.skipRest()
      break
    }
    if (size === 1) {
      const large = (await file.take(8)).readBigUInt64BE()
      if (large < 16n || large > BigInt(Number.MAX_SAFE_INTEGER)) throw new Misshapen(muddled)
      await file.skip(Number(large) - 16)
    } else {
      if (size < 8) throw new Misshapen(muddled)
      await file.skip(size - 8)
    }
  }
  if (!['ftyp', 'moov', 'mdat'].every((name) => seen.has(name))) throw new Misshapen('breaks off')
}

const fewestFrames = 2

/** An ID3 tag if there is one, then frames. What follows the last frame is a tag of one of many kinds. */
async function walkMp3(file: Reader): Promise<void> {
  const start = await file.peek(10)
  if (start.toString('latin1', 0, 3) === 'ID3') {
    const [a = 0, b = 0, c = 0, d = 0] = start.subarray(6)
    const hasFooter = ((start[5] ?? 0) & 0x10) !== 0
    await file.skip(10 + ((a << 21) | (b << 14) | (c << 7) | d) + (hasFooter ? 10 : 0))
    await skipZeros(file)
  }
  let frames = 0
  for (;;) {
    const length = frameLength(await file.peek(4))
    if (length === null) break
    // The last frame is cut short by some encoders.
    const isWhole = await file.skip(length).then(
      () => true,
      (error) => {
        if (error instanceof Misshapen) return false
        throw error
      },
    )
    if (isWhole) frames += 1
    else break
  }
  if (frames < fewestFrames) throw new Misshapen('breaks off')
}

async function skipZeros(file: Reader): Promise<void> {
  while ((await file.peek(1))[0] === 0) await file.skip(1)
}

const rates = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
const lowRates = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]

/** The bytes of the layer III frame that begins so; null when none begins here. */
function frameLength(head: Buffer): number | null {
  if (head.length < 4) return null
  const [sync = 0, second = 0, third = 0] = head
  const version = (second >> 3) & 3
  const layer = (second >> 1) & 3
  if (sync !== 0xff || (second & 0xe0) !== 0xe0 || version === 1 || layer !== 1) return null
  const isFull = version === 3
  const rate = (isFull ? rates : lowRates)[third >> 4]
  const frequency = [44_100, 48_000, 32_000][(third >> 2) & 3]
  if (!rate || !frequency) return null
  const perSecond = isFull ? frequency : frequency / (version === 2 ? 2 : 4)
  return Math.floor(((isFull ? 144_000 : 72_000) * rate) / perSecond) + ((third >> 1) & 1)
}
