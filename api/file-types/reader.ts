import { createHash } from 'node:crypto'

/** A file broke off, or does not hold what its beginning promised. The message is half a sentence about the file. */
export class Misshapen extends Error {}

/** What the end of a file is looked at in, in bytes: as far back as a zip archive's directory may begin. */
const tailLength = 65_558
/**
 * What only pages and scripts begin with; a picture or a sound that holds it is two files in one. Long enough that a hundred
 * megabytes of film do not hold it by chance.
 */
const scripted = /<(script[\s>]|html[\s>]|!doctype\s|\?php\s|iframe[\s>]|body[\s>]|svg\s+xmlns)/i
/** The longest of those words, which may lie across two pieces. */
const overlap = 16

/** Reads a file once from front to back in small steps, and knows size, digest and end of it afterwards. */
export class Reader {
  readonly #pieces: AsyncIterator<Uint8Array>
  readonly #hash = createHash('sha256')
  #buffer: Buffer = Buffer.alloc(0)
  #isOver = false
  /** Bytes that were taken or skipped. */
  position = 0
  size = 0
  tail: Buffer = Buffer.alloc(0)
  isScripted = false

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#pieces = body[Symbol.asyncIterator]()
  }

  /** The next bytes without moving on; fewer at the end of the file. */
  async peek(count: number): Promise<Buffer> {
    while (this.#buffer.length < count && !this.#isOver) await this.#fill()
    return this.#buffer.subarray(0, count)
  }

  /** The next bytes; throws Misshapen when the file ends before. */
  async take(count: number): Promise<Buffer> {
    const taken = await this.peek(count)
    if (taken.length < count) throw new Misshapen('breaks off')
    this.#move(count)
    return taken
  }

  async skip(count: number): Promise<void> {
    let left = count
    while (left > 0) {
      if (this.#buffer.length === 0 && !this.#isOver) await this.#fill()
      if (this.#buffer.length === 0) throw new Misshapen('breaks off')
      const step = Math.min(left, this.#buffer.length)
      this.#move(step)
      left -= step
    }
  }

  /** Moves behind the next place that holds these bytes; throws Misshapen when there is none. */
  async skipPast(sign: Buffer): Promise<void> {
    for (;;) {
      const at = this.#buffer.indexOf(sign)
      if (at >= 0) return this.#move(at + sign.length)
      if (this.#isOver) throw new Misshapen('breaks off')
      this.#move(Math.max(0, this.#buffer.length - sign.length + 1))
      await this.#fill()
    }
  }

  async isAtEnd(): Promise<boolean> {
    return (await this.peek(1)).length === 0
  }

  async skipRest(): Promise<void> {
    while (!this.#isOver) {
      this.#move(this.#buffer.length)
      await this.#fill()
    }
    this.#move(this.#buffer.length)
  }

  /** Of the whole file, in hex; asked for once, when it was read to its end. */
  digest(): string {
    return this.#hash.digest('hex')
  }

  /** Lets go of a file that is not read to its end. */
  async close(): Promise<void> {
    await this.#pieces.return?.()
  }

  #move(count: number): void {
    this.#buffer = this.#buffer.subarray(count)
    this.position += count
  }

  async #fill(): Promise<void> {
    const { value, done } = await this.#pieces.next()
    if (done) {
      this.#isOver = true
      return
    }
    const piece = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    this.#hash.update(piece)
    this.size += piece.length
    const seam = Buffer.concat([this.tail.subarray(-overlap), piece])
    this.isScripted ||= scripted.test(seam.toString('latin1'))
    this.tail = Buffer.from(Buffer.concat([this.tail, piece]).subarray(-tailLength))
    this.#buffer = this.#buffer.length > 0 ? Buffer.concat([this.#buffer, piece]) : piece
  }
}
