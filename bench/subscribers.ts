import { WebSocket } from 'ws'
import type { Served } from './world.ts'

/** A member may have so many sockets. */
export const socketsAMember = 10

const query =
  'subscription { scanFeed { cursor scans { id scannedAt city countryCode deviceType } } }'

/** Subscribers of the live feed over the product's own protocol. */
export class Subscribers {
  readonly sockets: WebSocket[] = []
  /** Messages that brought scans, to all of them. */
  delivered = 0
  /** Scans that the first of them was sent, and when. */
  readonly seen = new Map<string, number>()
  #wake = () => {}

  /** Opens them over these tokens, ten a token; resolves when each has been told where the feed is. */
  static async open(
    served: Served,
    tokens: readonly string[],
    count: number,
  ): Promise<Subscribers> {
    const all = new Subscribers()
    const next = tokens
      .flatMap((token) => Array.from({ length: socketsAMember }, () => token))
      .values()
    const lane = async () => {
      while (all.sockets.length < count) {
        const token = next.next().value
        if (!token) throw new Error('too few tokens for so many sockets')
        await all.#open(served.port, token)
      }
    }
    await Promise.all(Array.from({ length: 4 }, lane))
    return all
  }

  /** Waits until so many messages have been delivered. */
  async until(delivered: number, ms: number): Promise<void> {
    const deadline = Date.now() + ms
    while (this.delivered < delivered) {
      if (Date.now() > deadline) throw new Error(`${this.delivered} of ${delivered} were delivered`)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        setTimeout(resolve, 20)
      })
    }
  }

  close(): void {
    for (const socket of this.sockets) socket.terminate()
  }

  #open(port: number, token: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', {
        perMessageDeflate: false,
      })
      const isFirst = this.sockets.length === 0
      this.sockets.push(socket)
      socket.on('open', () =>
        socket.send(JSON.stringify({ type: 'connection_init', payload: { accessToken: token } })),
      )
      socket.once('error', reject)
      socket.once('close', (code, reason) => reject(new Error(`closed: ${code} ${reason}`)))
      socket.on('message', (data) => {
        const text = String(data)
        if (text.includes('"connection_ack"'))
          socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }))
        else if (text.includes('"scans":[]')) resolve()
        else if (text.includes('"scans":[{')) this.#take(isFirst ? text : '')
        else if (text.includes('"errors"')) reject(new Error(text))
      })
    })
  }

  #take(text: string): void {
    this.delivered += 1
    this.#wake()
    if (text === '') return
    const now = performance.now()
    for (const [, id = ''] of text.matchAll(/\{"id":"([0-9a-f-]{36})"/g)) this.seen.set(id, now)
  }
}
