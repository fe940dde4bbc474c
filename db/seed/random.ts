/** Chance that repeats itself: the same name gives the same draws, on every machine. */
export type Random = {
  /** From 0 up to but not including 1. */
  number(): number
  /** A whole number, both ends included. */
  int(from: number, to: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /** Any of them, the heavier the likelier. */
  weighted<T>(list: readonly T[], weight: (item: T) => number): T
  /** So many bytes, as PostgreSQL reads them. */
  bytes(length: number): string
  /** A UUID of version 7: sorts by its time. */
  id(time: Date): string
}

/** Each thing draws from a stream of its own name, so that more of one thing changes nothing about another. */
export function randomOf(name: string): Random {
  const word = wordsOf(name)
  const number = () => word() / 2 ** 32
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => (word() >>> 28).toString(16)).join('')
  return {
    number,
    int: (from, to) => from + Math.floor(number() * (to - from + 1)),
    chance: (probability) => number() < probability,
    pick: (list) => at(list, Math.floor(number() * list.length)),
    weighted(list, weight) {
      let left = number() * list.reduce((sum, item) => sum + weight(item), 0)
      const index = list.findIndex((item) => {
        left -= weight(item)
        return left < 0
      })
      return at(list, index < 0 ? list.length - 1 : index)
    },
    bytes: (length) => `\\x${hex(length * 2)}`,
    id(time) {
      const stamp = time.getTime().toString(16).padStart(12, '0')
      const variant = at(['8', '9', 'a', 'b'], word() >>> 30)
      return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${hex(3)}-${variant}${hex(3)}-${hex(12)}`
    },
  }
}

/** sfc32, its four words of state taken from the name (FNV-1a, once a word). */
function wordsOf(name: string): () => number {
  let [a, b, c, d] = [0, 1, 2, 1].map((salt) => fnv(`${salt} ${name}`)) as [
    number,
    number,
    number,
    number,
  ]
  const next = () => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  // The first words still show the seed.
  for (let round = 0; round < 12; round++) next()
  return next
}

function fnv(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash
}

function at<T>(list: readonly T[], index: number): T {
  if (index >= list.length) throw new RangeError('nothing to choose from')
  return list[index] as T
}
