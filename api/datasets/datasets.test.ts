import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allCounted, anExporter, csvOf } from '../exports/testing.ts'
import {
  aServer,
  createCampaign,
  createCode,
  type Member,
  scan,
  type TestServer,
} from '../testing.ts'
import { aPdf, upload } from '../uploads/testing.ts'

let server: TestServer
let me: Member
beforeAll(async () => {
  server = await aServer({ TRUSTED_PROXIES: '127.0.0.0/8,::1/128' })
  me = await anExporter(server)
  const campaign = await createCampaign(server, me, { name: 'Spring' })
  for (let n = 0; n < 3; n += 1) {
    const { slug } = await createCode(server, me, { name: `Code ${n}`, campaignId: campaign.id })
    for (let m = 0; m <= n; m += 1)
      await scan(server, slug, { 'x-forwarded-for': `8.8.${n}.${m + 1}` })
    await scan(server, slug, { 'user-agent': 'curl/8', 'x-forwarded-for': `8.9.${n}.1` })
  }
  await allCounted(server, me)
})
afterAll(() => server.stop())

const ask = async (query: string) => {
  const { data, errors } = await server.send(query, {}, me)
  if (errors) throw new Error(JSON.stringify(errors))
  return data
}

/** A file's rows by the name of each column. */
async function recordsOf(dataset: string, more: object = {}): Promise<Record<string, string>[]> {
  const [heading = [], ...rows] = await csvOf(server, me, { dataset, ...more })
  return rows.map((row) => Object.fromEntries(heading.map((name, n) => [name, row[n] ?? ''])))
}

describe('The columns', () => {
  it('of every dataset are those of its file, in their order, each with a label and a sentence', async () => {
    for (const dataset of ['ACTIVITY', 'CAMPAIGNS', 'QR_CODES', 'QR_SCANS', 'TEAM']) {
      const { organization } = await ask(
        `{ organization { exportColumns(dataset: ${dataset}) { name label type description isGroupable isInFile } } }`,
      )
      const columns = organization.exportColumns.filter(
        (column: { isInFile: boolean }) => column.isInFile,
      )
      const [heading] = await csvOf(server, me, { dataset })
      expect(heading, dataset).toEqual(columns.map((column: { name: string }) => column.name))
      for (const { label, description } of columns) {
        expect(label).toMatch(/^[A-Z]/)
        expect(description).toMatch(/\.$/)
      }
    }
  })
})

describe('The file of', () => {
  it('activity has every act, a share and a file among them, and is no list of files', async () => {
    const { organization } = await ask('{ organization { campaigns { nodes { id } } } }')
    const { id } = organization.campaigns.nodes[0]
    await ask(`mutation { shareCampaign(id: "${id}", input: { channel: COPY_LINK }) { url } }`)
    await upload(server, me, 'menu.pdf', aPdf())
    const acts = (await recordsOf('ACTIVITY')).map((row) => row.action)
    const { organization: shown } = await ask(
      '{ organization { activities(first: 100) { nodes { action } } } }',
    )
    // Asking for the file was an act of its own.
    const listed = shown.activities.nodes.map((node: { action: string }) => node.action)
    expect(acts).toEqual(listed)
    expect(acts).toEqual(expect.arrayContaining(['CAMPAIGN_SHARED', 'FILE_UPLOADED']))
    expect(acts).toEqual(expect.arrayContaining(['QR_CODE_CREATED', 'EXPORT_REQUESTED']))
  })

  it('chosen codes has those and no other, and refuses what tells hits apart', async () => {
    const { organization } = await ask('{ organization { qrCodes { nodes { id name } } } }')
    const [chosen] = organization.qrCodes.nodes
    const rows = await recordsOf('QR_CODES', { filter: { qrCodeIds: [chosen.id] } })
    expect(rows.map((row) => row.name)).toEqual([chosen.name])
    const { errors } = await server.send(
      `mutation { requestExport(input: { dataset: QR_CODES, format: CSV, filter: { os: ["iOS"] } }) { id } }`,
      {},
      me,
    )
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID', field: 'filter.os' })
  })

  it('codes and campaigns has the scans that the lists show, people only', async () => {
    const { organization } = await ask(`{ organization {
      qrCodes { nodes { id scanCount lastScannedAt } }
      campaigns { nodes { id scanCount qrCodeCount lastScannedAt } }
    } }`)
    const seconds = (at: string) => Math.floor(new Date(at).getTime() / 1000)
    const told = (rows: Record<string, string>[]) =>
      rows.map((row) => [row.id, Number(row.scans), seconds(row.last_scanned_at ?? '')])
    const shown = (nodes: { id: string; scanCount: number; lastScannedAt: string }[]) =>
      nodes.map((node) => [node.id, node.scanCount, seconds(node.lastScannedAt)])
    const codes = await recordsOf('QR_CODES')
    expect(told(codes)).toEqual(shown(organization.qrCodes.nodes))
    expect(codes.map((row) => row.scans)).toEqual(['3', '2', '1'])
    const campaigns = await recordsOf('CAMPAIGNS')
    expect(told(campaigns)).toEqual(shown(organization.campaigns.nodes))
    expect(campaigns.map((row) => [row.scans, row.qr_codes])).toEqual([['6', '3']])
  })
})
