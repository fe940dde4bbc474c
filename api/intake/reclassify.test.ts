import { afterAll, beforeAll, expect, it } from 'vitest'
import { scanDb, withRollup } from '../../db/connections.ts'
import {
  aDatabase,
  anOrganization,
  aQrCode,
  type TestDatabase,
  type TestOrganization,
} from '../../db/testing.ts'
import { classify, type Evidence } from '../hits/scan.ts'
import { followScans, rebuild } from '../rollups/counting.ts'
import { reclassify } from './reclassify.ts'
import { storeArrivals } from './store.ts'
import { anArrival, until } from './testing.ts'

let database: TestDatabase
let organization: TestOrganization
beforeAll(async () => {
  database = await aDatabase()
  organization = await anOrganization(database)
  await database.admin.query(`select make_scan_partitions((now() - interval '40 days')::date, 3)`)
})
afterAll(() => database.drop())

const first = { version: 1, classify }
/** Phones of this make are machines now, and what was no agent is a person. */
const second = {
  version: 2,
  classify(evidence: Evidence) {
    if (evidence.user_agent === null) return { classification: 'HUMAN' as const, reason: null }
    const isPhone = evidence.user_agent.includes('iPhone')
    return isPhone ? { classification: 'BOT' as const, reason: 'bot:ua' } : classify(evidence)
  },
}

async function everything() {
  const rows = async (text: string) =>
    (await database.admin.query(text, [organization.organizationId])).rows
  return {
    hits: await rows(`select id, classification, reason, carried from qr_scan_events
      where organization_id = $1 order by id`),
    rollups: await rows(`select * from scan_rollups where organization_id = $1
      order by grain, scope, starts_at`),
  }
}

async function store(changes: object[]): Promise<void> {
  const { id } = await aQrCode(database, organization)
  const hits = changes.map((each) => anArrival(organization.organizationId, id, each))
  await storeArrivals(scanDb(database.pools), hits)
}

it('Hits that are judged by another version and then by the first again are what they were, and so are the totals', async () => {
  const visitor_hash = '\\x00112233445566778899aabbccddeeff'
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
  const android = 'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/137.0.0.0 Mobile'
  const none = { user_agent: null, classification: 'BOT', reason: 'bot:no_ua' }
  await store([
    ...[{}, {}, { user_agent: android }, none, { scanned_at: ago(20) }],
    // Twice within ten seconds, and a machine's pace.
    ...Array.from({ length: 33 }, () => ({ visitor_hash })),
    // Its agent is forgotten: it stays what it is.
    { scanned_at: ago(33), user_agent: null },
  ])
  const count = () =>
    withRollup(database.pools, (db) => followScans(db, [organization.organizationId], 1_000))
  await until(async () => (await count()).length === 0)
  const before = await everything()
  const reasons = before.hits.map(({ reason }) => reason)
  expect(new Set(reasons)).toEqual(new Set([null, 'bot:no_ua', 'duplicate', 'bot:rate']))

  expect(await reclassify(database.pools, organization.organizationId, second)).toBe(38)
  const after = await everything()
  expect(after.hits.filter(({ reason }) => reason === 'bot:ua')).toHaveLength(36)
  expect(after.hits.filter(({ classification }) => classification === 'HUMAN')).toHaveLength(3)
  // The rollups are what the scans come to.
  await rebuild(database.pools, organization.organizationId)
  expect((await everything()).rollups).toEqual(after.rollups)

  expect(await reclassify(database.pools, organization.organizationId, first)).toBe(38)
  expect(await everything()).toEqual(before)
  expect(await reclassify(database.pools, organization.organizationId, first)).toBe(0)
})
