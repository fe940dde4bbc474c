import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formats } from '../export-engine/formats.ts'
import { storeArrivals } from '../intake/store.ts'
import { anArrival, until } from '../intake/testing.ts'
import { whole } from '../rollups/reading.ts'
import { aServer, createCampaign, createCode, type Member, type TestServer } from '../testing.ts'
import { upload } from '../uploads/testing.ts'
import { anExporter, requested } from './testing.ts'

let server: TestServer
let me: Member
let code: string
beforeAll(async () => {
  server = await aServer()
  me = await anExporter(server, 'Europe/Vienna')
  const campaignId = (await createCampaign(server, me, { name: 'Spring' })).id
  code = (await createCode(server, me, { campaignId, location: 'Door' })).id
  await store(20)
})
afterAll(() => server.stop())

async function store(count: number): Promise<void> {
  const arrivals = Array.from({ length: count }, () => anArrival(me.organizationId, code))
  await storeArrivals(server.app.scanRoad.db, arrivals)
}

/** Waits until every scan so far is counted. */
async function countAll(): Promise<void> {
  const { admin } = server.database
  await until(async () => {
    const { rows } = await admin.query(
      `select (select count(*) from qr_scan_events where organization_id = $1) as stored,
         (select coalesce(sum(hits), 0) from scan_rollups
          where organization_id = $1 and grain = 'MONTH' and scope = $2) as counted`,
      [me.organizationId, whole],
    )
    return rows[0].stored === Number(rows[0].counted)
  })
}

const digestOf = async (url: string) => {
  const response = await fetch(url)
  expect(response.status).toBe(200)
  return createHash('sha256')
    .update(Buffer.from(await response.arrayBuffer()))
    .digest('hex')
}

/** What has numbers of scans beside its rows has them as they are when the file is made, as the dashboard does. */
const counted = ['ANALYTICS', 'CAMPAIGNS', 'QR_CODES']
/** What has happened once stays as it was. */
const lasting = ['ACTIVITY', 'CUSTOM', 'QR_SCANS', 'TEAM']

describe('The same wish at the same moment gives the same bytes', () => {
  it.each(
    [...lasting, ...counted].flatMap((dataset) =>
      Object.keys(formats).map((format) => [dataset, format] as const),
    ),
  )('%s as %s, whenever it is made, and whatever happened since', async (dataset, format) => {
    const recipe = { dataset: 'QR_SCANS', columns: ['city', 'id'] }
    const wish = { dataset, format, ...(dataset === 'CUSTOM' ? { recipe } : {}) }
    const happen = async () => {
      if (lasting.includes(dataset)) await store(1)
      else await countAll()
    }
    await happen()
    const first = await requested(server, me, wish)
    await happen()
    const second = await requested(server, me, wish)
    await server.database.admin.query(
      `update exports set as_of = asked.as_of, snapshot = asked.snapshot from exports as asked
       where asked.id = $1 and exports.id = $2`,
      [first.id, second.id],
    )
    const before = await digestOf(first.url)
    await happen()
    expect(await digestOf(second.url)).toBe(before)
  })
})

describe('The export of ACTIVITY', () => {
  it('has every line of the log: campaigns shared, files sent, and what customers wrote themselves', async () => {
    const { data } = await server.send('{ organization { campaigns { nodes { id } } } }', {}, me)
    const [campaign] = data.organization.campaigns.nodes
    const acts = [
      await server.send(
        'mutation ($id: ID!) { shareCampaign(id: $id, input: { channel: COPY_LINK }) { url } }',
        { id: campaign.id },
        me,
      ),
      await server.send(
        'mutation { recordActivity(input: { action: "POSTERS_HUNG", entityType: "poster" }) { id } }',
        {},
        me,
      ),
    ]
    for (const { errors } of acts) expect(errors).toBeUndefined()
    await upload(server, me)
    const { url } = await requested(server, me, { dataset: 'ACTIVITY' })
    const lines = (await (await fetch(url)).text()).trimEnd().split('\n').slice(1)
    const listed = await server.send(
      '{ organization { activities(first: 100) { nodes { action } } } }',
      {},
      me,
    )
    const actions = listed.data.organization.activities.nodes.map(
      ({ action }: { action: string }) => action,
    )
    expect(lines.map((line) => line.split(',')[2])).toEqual(actions)
    for (const action of ['CAMPAIGN_SHARED', 'FILE_UPLOADED', 'POSTERS_HUNG'])
      expect(actions).toContain(action)
  })
})
