import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { v7 as uuidv7 } from 'uuid'
import { type Arrival, storeArrivals } from '../api/intake/store.ts'
import { followScans } from '../api/rollups/counting.ts'
import { scanDb, withRollup } from '../db/connections.ts'
import { phones } from '../db/seed/programs.ts'
import { places } from '../db/seed/words.ts'
import { largestOf, must, type World } from './world.ts'

const columns = [
  ...['organization_id', 'id', 'scanned_at', 'qr_code_id', 'outcome', 'classification', 'reason'],
  ...['classifier_version', 'source', 'method', 'purpose', 'excluded', 'ip_prefix', 'visitor_hash'],
  ...[
    'user_agent',
    'referrer',
    'country_code',
    'country',
    'region',
    'city',
    'device_type',
    'os',
    'browser',
  ],
] as const satisfies readonly (keyof Arrival)[]

/** P11: hits of an organization's codes, stored and counted, beside a bare COPY of the same rows. */
export async function intake(world: World): Promise<void> {
  const organizationId = await largestOf(world)
  const { rows: codes } = await world.admin.query<{ id: string }>(
    'select id from qr_codes where organization_id = $1 order by id limit 200',
    [organizationId],
  )
  const size = world.amount(20_000, 50)
  const db = scanDb(world.pools)
  const batchOf = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      aHit(organizationId, codes[index % codes.length]?.id ?? '', index),
    )
  const countStored = async () => {
    const { rows } = await world.admin.query<{ stored: number; counted: number }>(
      `select (select count(*)::int from qr_scan_events where organization_id = $1) as stored,
        (select sum(hits)::int from scan_rollups where organization_id = $1 and grain = 'MONTH'
          and scope = '00000000-0000-0000-0000-000000000000') as counted`,
      [organizationId],
    )
    return rows[0] as { stored: number; counted: number }
  }
  const count = async () => {
    while (
      (await withRollup(world.pools, (each) => followScans(each, [organizationId], 10_000)))
        .length > 0
    );
  }
  const client = new pg.Client({ connectionString: world.adminUrl })
  await client.connect()
  try {
    await count()
    await world.compare({
      claim: 'P11 hits stored and counted, without HTTP (a second)',
      reference: 'COPY of the same rows, uncounted',
      ...{ goal: 0.6, better: 'higher' },
      async ours() {
        const batch = batchOf(size)
        const before = await countStored()
        const begun = performance.now()
        for (let at = 0; at < size; at += 1_000)
          await storeArrivals(db, batch.slice(at, at + 1_000))
        await count()
        const took = performance.now() - begun
        const after = await countStored()
        must(after.stored - before.stored === size, 'not all were stored')
        must(after.stored === after.counted, `${after.counted} of ${after.stored} are counted`)
        return (size * 1_000) / took
      },
      async theirs() {
        const lines = batchOf(size).map(
          (hit) =>
            `${columns.map((name) => (hit[name] === null ? '\\N' : String(hit[name]).replaceAll('\\', '\\\\'))).join('\t')}\n`,
        )
        const begun = performance.now()
        const copy = client.query(
          copyFrom(`copy app.qr_scan_events (${columns.join(', ')}) from stdin`),
        )
        await pipeline(Readable.from(lines), copy)
        const took = performance.now() - begun
        await count()
        return (size * 1_000) / took
      },
    })
  } finally {
    await client.end()
  }
}

function aHit(organizationId: string, qrCodeId: string, index: number): Arrival {
  const id = uuidv7()
  const phone = phones[index % phones.length] as (typeof phones)[number]
  const place = places[index % places.length] as (typeof places)[number]
  return {
    organization_id: organizationId,
    id,
    scanned_at: new Date().toISOString(),
    qr_code_id: qrCodeId,
    outcome: 'REDIRECTED',
    ...{ classification: 'HUMAN', reason: null, classifier_version: 1 },
    ...{ source: 'QR', method: 'GET', purpose: null, excluded: null, ip_prefix: '203.0.113.0/24' },
    visitor_hash: `\\x${id.replaceAll('-', '')}`,
    person_key: `\\x${id.replaceAll('-', '')}`,
    user_agent: phone.userAgent,
    referrer: null,
    ...{
      country_code: place.countryCode,
      country: place.country,
      region: place.region,
      city: place.city,
    },
    device_type: phone.device as Arrival['device_type'],
    os: phone.os,
    browser: phone.browser,
  }
}
