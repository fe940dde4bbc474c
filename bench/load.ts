import { connect, type Socket } from 'node:net'

/** What came of a run of requests; times in milliseconds. */
export type Pressed = { answers: number; perSecond: number; p50: number; p99: number }

export type Press = {
  port: number
  connections: number
  /** Whole requests, sent in turns. */
  requests: readonly Buffer[]
  /** So long, in milliseconds, or so many answers. */
  until: { ms: number } | { answers: number }
  /** Throws when an answer is not what it should be. */
  check: (answer: string, sentAt: number) => void
}

/**
 * Asks over kept connections, each its next request when the last was answered. Written on bare sockets: it shares two cores
 * with what it measures.
 */
export async function press(wish: Press): Promise<Pressed> {
  const { port, connections, requests, until } = wish
  const times: number[] = []
  let sent = 0
  const most = 'answers' in until ? until.answers : Number.POSITIVE_INFINITY
  const begun = performance.now()
  const end = 'ms' in until ? begun + until.ms : Number.POSITIVE_INFINITY
  const one = async () => {
    const line = await Line.open(port)
    try {
      while (sent < most && performance.now() < end) {
        const request = requests[sent % requests.length] as Buffer
        sent += 1
        const at = performance.now()
        wish.check(await line.ask(request), at)
        times.push(performance.now() - at)
      }
    } finally {
      line.close()
    }
  }
  await Promise.all(Array.from({ length: connections }, one))
  return summarize(times, performance.now() - begun)
}

/** Asks at a steady pace, whatever the answers take: a late answer delays nobody's question. */
export async function pace(
  wish: Omit<Press, 'until'> & { perSecond: number; ms: number },
): Promise<Pressed> {
  const { port, connections, requests, perSecond, ms } = wish
  const lines = await Promise.all(Array.from({ length: connections }, () => Line.open(port)))
  const free = [...lines]
  const waiting: ((line: Line) => void)[] = []
  const take = () => {
    const line = free.pop()
    return line ? Promise.resolve(line) : new Promise<Line>((resolve) => waiting.push(resolve))
  }
  const times: number[] = []
  const begun = performance.now()
  const one = async (number: number) => {
    // From when it was due: what waits for a free line has waited as well.
    const due = begun + (number * 1_000) / perSecond
    const line = await take()
    wish.check(await line.ask(requests[number % requests.length] as Buffer), due)
    times.push(performance.now() - due)
    const next = waiting.shift()
    if (next) next(line)
    else free.push(line)
  }
  const asked: Promise<void>[] = []
  const count = Math.floor((perSecond * ms) / 1_000)
  while (asked.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - begun) * perSecond) / 1_000) + 1)
    while (asked.length < due) asked.push(one(asked.length))
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all(asked)
  for (const line of lines) line.close()
  return summarize(times, performance.now() - begun)
}

export function summarize(times: number[], elapsed: number): Pressed {
  const sorted = Float64Array.from(times).sort()
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  return {
    answers: sorted.length,
    perSecond: (sorted.length * 1_000) / elapsed,
    p50: at(0.5) ?? Number.NaN,
    p99: at(0.99) ?? Number.NaN,
  }
}

/** One kept connection: a request, its answer, the next one. */
class Line {
  readonly #socket: Socket
  #read = ''
  #answered: { resolve(answer: string): void; reject(error: Error): void } | undefined

  static open(port: number): Promise<Line> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      socket.once('connect', () => resolve(new Line(socket)))
      socket.once('error', reject)
    })
  }

  constructor(socket: Socket) {
    this.#socket = socket
    socket.setEncoding('latin1')
    socket.on('data', (piece: string) => this.#take(piece))
    const lost = () => this.#answered?.reject(new Error('the connection was closed'))
    socket.on('error', lost).on('close', lost)
  }

  ask(request: Buffer): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#answered = { resolve, reject }
      this.#socket.write(request)
    })
  }

  close(): void {
    this.#answered = undefined
    this.#socket.destroy()
  }

  #take(piece: string): void {
    this.#read = this.#read === '' ? piece : this.#read + piece
    const end = this.#read.indexOf('\r\n\r\n')
    if (end === -1) return
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(this.#read)?.[1] ?? 0)
    if (this.#read.length < end + 4 + length) return
    const answer = this.#read
    this.#read = ''
    this.#answered?.resolve(answer)
  }
}

/** A request as it travels. */
export function requestOf(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): Buffer {
  const all = {
    host: 'localhost',
    ...headers,
    ...(body && { 'content-length': Buffer.byteLength(body) }),
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
}
