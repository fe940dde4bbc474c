import type pg from 'pg'
import { sayGoodbye } from '../../db/connections.ts'

/** The channels of this product; payloads hold ids only. */
export type Channel = 'scan_stored' | 'qr_code_changed' | 'export_changed'

const channels: readonly Channel[] = ['scan_stored', 'qr_code_changed', 'export_changed']
const firstPause = 100
const longestPause = 5_000
/** A connection that says nothing may be dead: it is asked this often, in milliseconds. */
const heartbeat = 10_000

/**
 * The one connection of this process that listens. A notice is a hint: what was sent while the connection was down is lost,
 * so whoever listens is told of every new connection and looks for itself.
 */
export class Notices {
  readonly #connect: () => Promise<pg.Client>
  readonly #listeners = new Map<Channel, ((payload: string) => void)[]>()
  readonly #onConnected: (() => void)[] = []
  #client: pg.Client | undefined
  #pause = firstPause
  #timer: NodeJS.Timeout | undefined
  #heart: NodeJS.Timeout | undefined
  #isStopped = false

  constructor(connect: () => Promise<pg.Client>) {
    this.#connect = connect
  }

  on(channel: Channel, listener: (payload: string) => void): void {
    this.#listeners.set(channel, [...(this.#listeners.get(channel) ?? []), listener])
  }

  onConnected(listener: () => void): void {
    this.#onConnected.push(listener)
  }

  /** Listens from now on, through every loss of the connection. Resolves after the first try, whatever came of it. */
  async start(): Promise<void> {
    let client: pg.Client | undefined
    try {
      client = await this.#connect()
      this.#client = client
      client.on('notification', ({ channel, payload }) => {
        for (const listener of this.#listeners.get(channel as Channel) ?? [])
          listener(payload ?? '')
      })
      // A connection that was given up may end late, when the next one listens already.
      client.once('end', () => {
        if (client === this.#client) this.#again()
      })
      for (const channel of channels) await client.query(`listen ${channel}`)
      this.#pause = firstPause
      this.#listenToHeart(client)
      for (const listener of this.#onConnected) listener()
    } catch {
      this.#giveUp(client)
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    clearInterval(this.#heart)
    if (this.#client) await sayGoodbye(this.#client)
  }

  #listenToHeart(client: pg.Client): void {
    clearInterval(this.#heart)
    this.#heart = setInterval(() => {
      client.query('select 1').catch(() => {
        if (client === this.#client) this.#giveUp(client)
      })
    }, heartbeat)
    this.#heart.unref()
  }

  #giveUp(client: pg.Client | undefined): void {
    this.#again()
    client?.end().catch(() => {})
  }

  #again(): void {
    this.#client = undefined
    clearInterval(this.#heart)
    if (this.#isStopped) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.start(), this.#pause)
    this.#timer.unref()
    this.#pause = Math.min(longestPause, this.#pause * 2)
  }
}
