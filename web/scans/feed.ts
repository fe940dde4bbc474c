import { stringifyDocument } from 'urql'
import type { ScanFeedSubscription, ScanFilter, ScanRowFragment } from '../gql/graphql.ts'
import { readSession, refreshSession } from '../session.ts'
import { scanFeedDocument } from './documents.ts'
import { openSocket } from './socket.ts'

export type FeedSnapshot = {
  connection: 'connecting' | 'live' | 'waiting' | 'catching-up'
  /** When the next try is due, while waiting. */
  retryAt: number
  /** Scans that came in while the connection was away, as they arrive. */
  caughtUp: number
  /** Newest first, at most 500. */
  scans: ScanRowFragment[]
  freshIds: ReadonlySet<string>
  /** How many have arrived since the page opened. */
  arrived: number
  /** More was missed than the server would send again. */
  hasGap: boolean
}

type Batch = ScanFeedSubscription['scanFeed']

const ring = 500
const renderEvery = 250
const longestWait = 30_000

/**
 * The scans of one filter, as they happen. It goes on from its cursor after every break, drops what
 * it has already shown, and tells its listeners at most four times a second. The scans stay out of
 * the GraphQL cache: on a wall screen that would grow for weeks.
 */
export class ScanFeed {
  private snapshot: FeedSnapshot = {
    connection: 'connecting',
    retryAt: 0,
    caughtUp: 0,
    scans: [],
    freshIds: new Set(),
    arrived: 0,
    hasGap: false,
  }
  private readonly filter: ScanFilter
  private readonly onReady: () => void
  private cursor: string | null = null
  private failures = 0
  private connectedAt = 0
  private isFirstBatch = true
  private isClosed = false
  private unsubscribe = () => {}
  private retryTimer: ReturnType<typeof setTimeout> | undefined
  private settleTimer: ReturnType<typeof setTimeout> | undefined
  private renderTimer: ReturnType<typeof setTimeout> | undefined
  private readonly listeners = new Set<() => void>()

  /** onReady: the feed has its first cursor, so a query made from now on leaves no hole before it. */
  constructor(filter: ScanFilter, onReady: () => void) {
    this.filter = filter
    this.onReady = onReady
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly read = (): FeedSnapshot => this.snapshot

  start(): void {
    this.isClosed = false
    window.addEventListener('online', this.retryNow)
    this.connect()
  }

  stop(): void {
    this.isClosed = true
    window.removeEventListener('online', this.retryNow)
    for (const timer of [this.retryTimer, this.settleTimer, this.renderTimer]) clearTimeout(timer)
    this.renderTimer = undefined
    this.unsubscribe()
  }

  /** Puts stored scans in their places, and closes the gap they fill. */
  readonly add = (scans: readonly ScanRowFragment[]): void => {
    this.change({ scans: merge(this.snapshot.scans, scans), hasGap: false })
  }

  readonly retryNow = (): void => {
    if (this.snapshot.connection !== 'waiting' || this.isClosed) return
    clearTimeout(this.retryTimer)
    this.connect()
  }

  private connect(): void {
    this.isFirstBatch = true
    let isOver = false
    const end = (cause: unknown) => {
      // graphql-ws reports an error and then the end; one of them is enough.
      if (isOver || this.isClosed) return
      isOver = true
      this.wait(cause)
    }
    this.change({ connection: 'connecting' })
    this.unsubscribe = openSocket().subscribe<ScanFeedSubscription>(
      {
        query: stringifyDocument(scanFeedDocument),
        operationName: 'ScanFeed',
        variables: { after: this.cursor, filter: this.filter },
      },
      {
        next: (result) => {
          if (isOver || this.isClosed) return
          if (result.data) this.take(result.data.scanFeed)
          else end(result.errors)
        },
        error: end,
        complete: () => end(null),
      },
    )
  }

  private take(batch: Batch): void {
    const isOpening = this.isFirstBatch
    this.isFirstBatch = false
    const isReturn = isOpening && this.cursor !== null
    if (isOpening) {
      this.failures = 0
      this.connectedAt = Date.now()
      this.change({ connection: 'live', caughtUp: 0 })
    }
    // The opening batch after a break holds the place this feed came from, made good for another
    // day: nothing is lost by taking it, and without scans it would run out.
    this.cursor = batch.cursor
    if (batch.gap) this.change({ hasGap: true })
    if (batch.scans.length > 0) this.show(batch.scans)
    if (isOpening && !isReturn) this.onReady()
  }

  private show(scans: readonly ScanRowFragment[]): void {
    const known = new Set(this.snapshot.scans.map((scan) => scan.id))
    const fresh = scans.filter((scan) => !known.has(scan.id))
    const missed = fresh.filter((scan) => Date.parse(scan.scannedAt) < this.connectedAt - 2_000)
    const freshIds = new Set(this.snapshot.freshIds)
    for (const scan of fresh) freshIds.add(scan.id)
    const merged = merge(this.snapshot.scans, fresh)
    const kept = new Set(merged.map((scan) => scan.id))
    for (const id of freshIds) if (!kept.has(id)) freshIds.delete(id)
    this.change({
      scans: merged,
      freshIds,
      arrived: this.snapshot.arrived + fresh.length,
    })
    if (missed.length > 0) this.catchUp(missed.length)
  }

  private catchUp(count: number): void {
    this.change({ connection: 'catching-up', caughtUp: this.snapshot.caughtUp + count })
    clearTimeout(this.settleTimer)
    this.settleTimer = setTimeout(() => {
      if (this.snapshot.connection === 'catching-up') {
        this.change({ connection: 'live', caughtUp: 0 })
      }
    }, 1_500)
  }

  private wait(cause: unknown): void {
    this.failures += 1
    const backOff = Math.min(2 ** (this.failures - 1) * 1_000, longestWait)
    // Spread, or every screen in the house would come back in the same second.
    const delay = backOff * (0.8 + Math.random() * 0.4)
    this.change({ connection: 'waiting', retryAt: Date.now() + delay })
    clearTimeout(this.retryTimer)
    this.retryTimer = setTimeout(() => this.connect(), delay)
    const session = readSession()
    if (isAboutSession(cause) && session.status === 'signed-in') {
      void refreshSession(session.session.accessToken)
    }
  }

  private change(part: Partial<FeedSnapshot>): void {
    this.snapshot = { ...this.snapshot, ...part }
    this.renderTimer ??= setTimeout(() => {
      this.renderTimer = undefined
      for (const listener of this.listeners) listener()
    }, renderEvery)
  }
}

/** Both lists in one, newest first, each scan once, cut to the ring. */
function merge(
  known: readonly ScanRowFragment[],
  more: readonly ScanRowFragment[],
): ScanRowFragment[] {
  const byId = new Map([...more, ...known].map((scan) => [scan.id, scan]))
  return [...byId.values()]
    .sort((a, b) => b.scannedAt.localeCompare(a.scannedAt) || b.id.localeCompare(a.id))
    .slice(0, ring)
}

/** Close codes 4401 and 4403, or the refusal itself: the token is the problem, not the line. */
function isAboutSession(cause: unknown): boolean {
  if (Array.isArray(cause)) {
    return cause.some((error) => error?.extensions?.code === 'UNAUTHENTICATED')
  }
  return (
    typeof cause === 'object' &&
    cause !== null &&
    'code' in cause &&
    (cause.code === 4401 || cause.code === 4403)
  )
}
