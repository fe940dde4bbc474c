import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

const PAGE_BYTES = 4096

/**
 * A file read by the byte through a fixed number of pages in memory. The page to give up is found
 * by the clock: the hand passes over pages used since it last came by, so the top of the tree stays.
 */
export class PagedFile {
  readonly path: string
  readonly size: number
  readonly #descriptor: number
  readonly #memory: Buffer
  readonly #frameOf: Int32Array
  readonly #pageIn: Int32Array
  readonly #used: Uint8Array
  #hand = 0

  constructor(path: string, cacheBytes: number) {
    this.path = path
    this.#descriptor = openSync(path, 'r')
    this.size = fstatSync(this.#descriptor).size
    const pages = Math.ceil(this.size / PAGE_BYTES)
    const frames = Math.max(1, Math.min(pages, Math.floor(cacheBytes / PAGE_BYTES)))
    this.#memory = Buffer.allocUnsafeSlow(frames * PAGE_BYTES)
    this.#frameOf = new Int32Array(pages).fill(-1)
    this.#pageIn = new Int32Array(frames).fill(-1)
    this.#used = new Uint8Array(frames)
  }

  byte(position: number): number {
    const page = Math.floor(position / PAGE_BYTES)
    let frame = this.#frameOf[page]
    if (frame === undefined) throw new RangeError(`${position} lies beyond the end of the file`)
    if (frame < 0) frame = this.#load(page)
    this.#used[frame] = 1
    return this.#memory[frame * PAGE_BYTES + (position % PAGE_BYTES)] ?? 0
  }

  uint(position: number, length: number): number {
    let number = 0
    for (let index = 0; index < length; index++) number = number * 256 + this.byte(position + index)
    return number
  }

  bytes(position: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length)
    for (let index = 0; index < length; index++) bytes[index] = this.byte(position + index)
    return bytes
  }

  close(): void {
    closeSync(this.#descriptor)
  }

  #load(page: number): number {
    while (this.#used[this.#hand] === 1) {
      this.#used[this.#hand] = 0
      this.#hand = (this.#hand + 1) % this.#used.length
    }
    const frame = this.#hand
    const evicted = this.#pageIn[frame] ?? -1
    if (evicted >= 0) this.#frameOf[evicted] = -1
    readSync(this.#descriptor, this.#memory, frame * PAGE_BYTES, PAGE_BYTES, page * PAGE_BYTES)
    this.#pageIn[frame] = page
    this.#frameOf[page] = frame
    return frame
  }
}
