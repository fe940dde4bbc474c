import { type Pools, withTenant } from '../../db/connections.ts'
import { matches, type ScanFilter } from '../scans/filter.ts'
import {
  type FeedRow,
  getFeedEnd,
  getFeedHead,
  listScansAfter,
  type Position,
} from '../scans/queries.ts'
import { type Cursor, decodeCursor, encodeCursor, isAfter, later, positionAt } from './cursor.ts'
import { BoundedQueue } from './queue.ts'

/** What a subscriber is sent. With `gap` some scans were missed and the client fetches anew. */
export type FeedBatch = { cursor: string; gap: boolean; scans: FeedRow[] }

type Subscriber = { filter: ScanFilter; queue: BoundedQueue<FeedRow> }

/** One organization's stream in this process: read once, offered to all its subscribers. */
type Stream = {
  organizationId: string
  position: Position
  epoch: string
  subscribers: Set<Subscriber>
  isReading: boolean
  isDue: boolean
  retry: NodeJS.Timeout | undefined
  pause: number
}

/** A page fits a subscriber's queue: whoever keeps up never has to read for itself, however much one transaction stored. */
const pageSize = 250
/** Notices can be lost; at this pace every stream with a subscriber looks for itself, in milliseconds. */
const safetyNet = 1_000
/** Rows of a transaction that still has older company are looked at again this soon, then ever later, in milliseconds. */
const unsettledPause = 20
/** A client that nothing came for gets its cursor anew this often, in milliseconds: one a day old is good for nothing. */
const renewal = 3_600_000
/**
 * How far before a cursor a scan may have happened and still be stored after it: seven days in the spool, and one more
 * because a client that returns is given the place it came from (at most a day old) as a cursor of now.
 */
const lateArrivals = 8 * 86_400_000

/** The live feeds of this process. */
export class Feed {
  readonly #pools: Pools
  readonly #onError: (error: unknown) => void
  readonly #streams = new Map<string, Promise<Stream>>()
  readonly #open = new Set<Stream>()
  readonly #timer: NodeJS.Timeout

  constructor(pools: Pools, onError: (error: unknown) => void = () => {}) {
    this.#pools = pools
    this.#onError = onError
    this.#timer = setInterval(() => this.wakeAll(), safetyNet)
    this.#timer.unref()
  }

  /** A hint that these organizations (comma-separated, `*` for all) have new scans. */
  hear(payload: string): void {
    const named = new Set(payload.split(','))
    for (const stream of this.#open) {
      if (payload === '*' || named.has(stream.organizationId)) this.#wake(stream)
    }
  }

  wakeAll(): void {
    for (const stream of this.#open) this.#wake(stream)
  }

  /** How many subscriptions are open, for the metrics. */
  get size(): number {
    return [...this.#open].reduce((sum, stream) => sum + stream.subscribers.size, 0)
  }

  /**
   * The organization's scans from now on, or from a cursor on: first an empty batch with the cursor it starts at, then
   * what was missed, then what comes, each scan once and in the order stored.
   */
  subscribe(
    organizationId: string,
    after: string | null,
    filter: ScanFilter,
  ): AsyncGenerator<FeedBatch> {
    const subscriber: Subscriber = { filter, queue: new BoundedQueue() }
    const batches = this.#batches(organizationId, after, subscriber)
    // A generator that waits for a scan hears of return() only when one comes, and nobody may ever scan again.
    const end = batches.return.bind(batches)
    batches.return = (value) => {
      subscriber.queue.end()
      return end(value)
    }
    return batches
  }

  async *#batches(
    organizationId: string,
    after: string | null,
    subscriber: Subscriber,
  ): AsyncGenerator<FeedBatch> {
    const stream = await this.#join(organizationId, subscriber)
    // Everything after this position comes through the queue; everything up to it is read here.
    const joinedAt = stream.position
    try {
      const cursor = after === null ? null : await this.#continueFrom(after, stream, joinedAt)
      if (after !== null && !cursor) yield this.#batch(stream, joinedAt, [], true)
      yield this.#batch(stream, cursor ?? joinedAt, [])
      if (cursor) yield* this.#catchUp(stream, subscriber, cursor, joinedAt)
      yield* this.#follow(stream, subscriber, cursor ? later(cursor, joinedAt) : joinedAt)
    } finally {
      subscriber.queue.end()
      stream.subscribers.delete(subscriber)
      if (stream.subscribers.size === 0) this.#leave(stream)
    }
  }

  /** Ends every subscription. */
  stop(): void {
    clearInterval(this.#timer)
    for (const stream of this.#open) {
      for (const subscriber of stream.subscribers) subscriber.queue.end()
    }
  }

  /** The cursor, or null when there is no going on from it. */
  async #continueFrom(after: string, stream: Stream, joinedAt: Position): Promise<Cursor | null> {
    const cursor = decodeCursor(after, stream.epoch, Date.now())
    if (!cursor || !isAfter(cursor, joinedAt)) return cursor
    // Another server may be ahead of this one, but nobody is ahead of the database, unless it was put back to an older
    // copy of its files: what it stores from there on would not come after such a cursor for a long time.
    const { organizationId } = stream
    const end = positionAt(await withTenant(this.#pools, { organizationId }, getFeedEnd))
    return isAfter(cursor, end) ? null : cursor
  }

  /** What the database has after `from`, up to and with `until`, page by page: the next one is read when this one was taken. */
  async *#catchUp(
    stream: Stream,
    { filter, queue }: Subscriber,
    from: Position & { at: number },
    until: Position,
  ): AsyncGenerator<FeedBatch> {
    const since = new Date(from.at - lateArrivals)
    let position: Position = from
    while (isAfter(until, position) && !queue.hasEnded) {
      const page = await this.#read(stream.organizationId, position, since)
      const rows = page.filter((row) => !isAfter(row, until))
      const last = rows.at(-1)
      if (!last) return
      position = { xid: last.xid, id: last.id }
      const wanted = rows.filter((row) => matches(filter, row))
      if (wanted.length > 0) yield this.#batch(stream, position, wanted)
      if (page.length < pageSize) return
    }
  }

  async *#follow(
    stream: Stream,
    subscriber: Subscriber,
    from: Position,
  ): AsyncGenerator<FeedBatch> {
    let position = from
    let at = Date.now()
    for (;;) {
      const taken = await subscriber.queue.take(renewal)
      if (!taken) return
      const now = Date.now()
      if (taken.isMissing) {
        // More came at once than is kept for one subscriber: nothing is lost, the database has it all.
        const until = stream.position
        yield* this.#catchUp(stream, subscriber, { ...position, at }, until)
        position = later(position, until)
      }
      at = now
      if (!taken.isMissing && taken.items.length === 0) yield this.#batch(stream, position, [])
      const rows = taken.items.filter((row) => isAfter(row, position))
      const last = rows.at(-1)
      if (!last) continue
      position = { xid: last.xid, id: last.id }
      yield this.#batch(stream, position, rows)
    }
  }

  #batch(stream: Stream, position: Position, scans: FeedRow[], gap = false): FeedBatch {
    return { cursor: encodeCursor(position, stream.epoch, Date.now()), gap, scans }
  }

  async #join(organizationId: string, subscriber: Subscriber): Promise<Stream> {
    for (;;) {
      const joining = this.#streams.get(organizationId) ?? this.#start(organizationId)
      const stream = await joining
      // The last subscriber may have left, and closed the stream, at this very moment.
      if (this.#streams.get(organizationId) !== joining) continue
      stream.subscribers.add(subscriber)
      return stream
    }
  }

  #start(organizationId: string): Promise<Stream> {
    const starting = this.#openStream(organizationId)
    this.#streams.set(organizationId, starting)
    starting.catch(() => this.#streams.delete(organizationId))
    return starting
  }

  async #openStream(organizationId: string): Promise<Stream> {
    const { xid, epoch } = await withTenant(this.#pools, { organizationId }, getFeedHead)
    const stream: Stream = {
      organizationId,
      position: positionAt(xid),
      epoch,
      subscribers: new Set(),
      isReading: false,
      isDue: false,
      retry: undefined,
      pause: unsettledPause,
    }
    this.#open.add(stream)
    return stream
  }

  #leave(stream: Stream): void {
    clearTimeout(stream.retry)
    this.#open.delete(stream)
    this.#streams.delete(stream.organizationId)
  }

  #wake(stream: Stream): void {
    stream.isDue = true
    if (stream.isReading) return
    stream.isReading = true
    this.#drain(stream)
      .catch(this.#onError)
      .finally(() => {
        stream.isReading = false
      })
  }

  async #drain(stream: Stream): Promise<void> {
    while (stream.isDue) {
      stream.isDue = false
      const rows = await this.#read(
        stream.organizationId,
        stream.position,
        new Date(Date.now() - lateArrivals),
      )
      const unsettled = rows.findIndex((row) => !row.is_settled)
      const settled = unsettled === -1 ? rows : rows.slice(0, unsettled)
      const last = settled.at(-1)
      if (last) stream.position = { xid: last.xid, id: last.id }
      for (const { filter, queue } of stream.subscribers)
        queue.push(settled.filter((row) => matches(filter, row)))
      if (unsettled !== -1) this.#lookAgain(stream)
      else stream.pause = unsettledPause
      if (settled.length === pageSize) stream.isDue = true
    }
  }

  #lookAgain(stream: Stream): void {
    clearTimeout(stream.retry)
    if (!this.#open.has(stream)) return
    stream.retry = setTimeout(() => this.#wake(stream), stream.pause)
    // A transaction that stays open, anywhere in the cluster, would otherwise be asked about fifty times a second.
    stream.pause = Math.min(stream.pause * 2, safetyNet)
  }

  #read(organizationId: string, position: Position, since: Date): Promise<FeedRow[]> {
    return withTenant(this.#pools, { organizationId }, (db) =>
      listScansAfter(db, position, since, pageSize),
    )
  }
}
