import { anOrganization, aQrCode, type TestOrganization } from '../../db/testing.ts'
import { storeArrivals } from '../intake/store.ts'
import { anArrival } from '../intake/testing.ts'
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

export type Tenant = { organization: TestOrganization; id: string; codeId: string }

/** An organization with a code to scan. */
export async function aTenant({ database }: TestServer): Promise<Tenant> {
  const organization = await anOrganization(database)
  const { id: codeId } = await aQrCode(database, organization)
  return { organization, id: organization.organizationId, codeId }
}

/** Stores so many scans in one transaction; their ids, in the order of the stream. */
export async function store(
  { app }: TestServer,
  { id, codeId }: { id: string; codeId: string },
  count: number,
): Promise<string[]> {
  const batch = Array.from({ length: count }, () => anArrival(id, codeId))
  await storeArrivals(app.scanRoad.db, batch)
  return batch.map((each) => each.id).sort()
}

export async function inOrderStored(server: TestServer, organizationId: string): Promise<string[]> {
  const { rows } = await server.database.admin.query<{ id: string }>(
    'select id from qr_scan_events where organization_id = $1 order by xid, id',
    [organizationId],
  )
  return rows.map(({ id }) => id)
}
