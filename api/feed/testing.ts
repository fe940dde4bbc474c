import type { ScanFilter } from '../scans/filter.ts'
import type { TestServer } from '../testing.ts'
import type { FeedBatch } from './feed.ts'

/** One subscriber of the feed past HTTP: reads as fast as it can until it is closed. */
export type Follower = {
  batches: FeedBatch[]
  /** The scans so far, in the order they came. */
  ids(): string[]
  /** The newest cursor. */
  cursor(): string
  gaps(): number
  close(): Promise<void>
}

/** Follows an organization's feed; resolves when the first batch is there. */
export async function follow(
  server: TestServer,
  organizationId: string,
  after: string | null = null,
  filter: ScanFilter = {},
): Promise<Follower> {
  const batches: FeedBatch[] = []
  const stream = server.app.feed.subscribe(organizationId, after, filter)
  const first = await stream.next()
  if (!first.done) batches.push(first.value)
  const reading = (async () => {
    for await (const batch of stream) batches.push(batch)
  })()
  return {
    batches,
    ids: () => batches.flatMap(({ scans }) => scans.map(({ id }) => id)),
    cursor: () => batches.at(-1)?.cursor ?? '',
    gaps: () => batches.filter(({ gap }) => gap).length,
    async close() {
      await stream.return(undefined)
      await reading
    },
  }
}
