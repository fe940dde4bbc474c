import {
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isObjectType,
  isRequiredArgument,
  isScalarType,
} from 'graphql'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { schema } from './schema.ts'
import {
  addColleague,
  aServer,
  createCampaign,
  createCode,
  type Member,
  mailsTo,
  scan,
  setPlan,
  signUp,
  subscribe,
  type TestServer,
} from './testing.ts'
import { upload } from './uploads/testing.ts'

/** Every text a tenant stores carries its canary; no byte that leaves may hold another tenant's. */
const canaries = { A: 'CANARYA7F3', B: 'CANARYB9D1' } as const

let server: TestServer
let a: Member
let b: Member
let codes: { a: string; b: string }
let campaigns: { a: string; b: string }
let exportsOf: { a: string; b: string }
let uploads: { a: string; b: string }
/** Columns that hold a canary, as `table.column`. */
let marked: string[]
beforeAll(async () => {
  server = await aServer({ TRUSTED_PROXIES: '127.0.0.0/8,::1/128' })
  a = await signUp(server)
  b = await signUp(server)
  campaigns = { a: await aCampaign(a), b: await aCampaign(b) }
  codes = { a: await fill(a, campaigns.a), b: await fill(b, campaigns.b) }
  exportsOf = { a: await anExport(a), b: await anExport(b) }
  uploads = { a: await anUpload(a, campaigns.a), b: await anUpload(b, campaigns.b) }
  marked = await mark(a, canaries.A)
  await mark(b, canaries.B)
  // After the marks: a code that shows a file has no link that could be overwritten.
  for (const [member, uploadId] of [[a, uploads.a] as const, [b, uploads.b] as const]) {
    await createCode(server, member, { name: 'File', targetUrl: undefined, uploadId })
  }
  for (const [member, name] of [[a, canaries.A] as const, [b, canaries.B] as const])
    await server.send(saveRecipe, { name }, member)
}, 60_000)
afterAll(() => server.stop())

async function aCampaign(member: Member): Promise<string> {
  await setPlan(server, member, 3)
  return (await createCampaign(server, member, { description: 'Soups' })).id
}

/** Some of everything: a code that was scanned, activities, an export, a colleague. */
async function fill(member: Member, campaignId: string): Promise<string> {
  await addColleague(server, member, 'EDITOR')
  await server.send(
    'mutation ($email: String!) { inviteMember(input: { email: $email, role: VIEWER, name: "Guest" }) { id } }',
    { email: `guest-of-${member.email}` },
    member,
  )
  await server.send(
    `mutation { createExportSchedule(
      input: { name: "Weekly", dataset: TEAM, format: CSV, every: DAILY, hour: 6, range: ALL }) { id } }`,
    {},
    member,
  )
  await server.send(
    'mutation ($url: String!) { createWebhook(input: { url: $url, description: "Till" }) { secret } }',
    { url: `https://hook.invalid/${member.memberId}` },
    member,
  )
  const { id, slug } = await createCode(server, member, { location: 'Door', campaignId })
  const feed = subscribe(server.url, 'subscription { scanFeed { scans { id } } }', {}, member.token)
  await feed.until((results) => results.length > 0)
  expect((await scan(server, slug, { 'x-forwarded-for': '8.8.8.8' })).status).toBe(302)
  await feed.until((results) => results.length > 1)
  await feed.close()
  await server.send(
    'mutation { recordActivity(input: { action: "PRINTED", entityType: "poster", metadata: { at: "press" } }) { id } }',
    {},
    member,
  )
  return id
}

const recipe = 'recipe: { dataset: TEAM, columns: ["name"] }'
const saveRecipe = `mutation ($name: String!) { createCustomExport(input: { name: $name, isShared: true, ${recipe} }) { id } }`

/** A file in a campaign. */
async function anUpload(member: Member, campaignId: string): Promise<string> {
  const { id } = await upload(server, member, 'menu.pdf', undefined, { campaignId })
  return id
}

async function anExport(member: Member): Promise<string> {
  const { data } = await server.send(
    'mutation { requestExport(input: { dataset: QR_SCANS, format: CSV }) { id } }',
    {},
    member,
  )
  return data.requestExport.id
}

/** Writes the canary into every text and JSON column of every table that has tenants, where a constraint does not forbid it. */
async function mark(member: Member, canary: string): Promise<string[]> {
  const { admin } = server.database
  const { rows } = await admin.query<{ tab: string; col: string; type: string }>(
    `select c.table_name as tab, c.column_name as col, c.data_type as type
     from information_schema.columns c
     where c.table_schema = 'app' and c.data_type in ('text', 'jsonb')
       and c.table_name in (
         select table_name from information_schema.columns
         where table_schema = 'app' and column_name = 'organization_id'
         union select 'organizations')
       and c.table_name !~ '_[0-9]{4}_[0-9]{2}$' and c.column_name <> 'timezone'`,
  )
  const done: string[] = []
  for (const { tab, col, type } of rows) {
    const owner = tab === 'organizations' ? 'id' : 'organization_id'
    const value =
      tab === 'scan_rollups'
        ? countOf(col)
        : type === 'jsonb'
          ? `jsonb_build_object('note', $2::text)`
          : '$2'
    if (!value) continue
    const updated = await admin
      .query(`update ${tab} set ${col} = ${value} where ${owner} = $1`, [
        member.organizationId,
        canary,
      ])
      .catch(() => null)
    if (updated?.rowCount) done.push(`${tab}.${col}`)
  }
  await server.database.admin.query(
    `update users set name = $2 where id in (select user_id from members where organization_id = $1)`,
    [member.organizationId, canary],
  )
  return done
}

/** In what was counted the texts are keys; those of quarters and codes are no texts. */
function countOf(column: string): string | null {
  if (column === 'quarters' || column === 'qr_codes') return null
  return `jsonb_build_object(${column === 'classes' ? "'BOT:' || $2::text" : '$2::text'}, 1)`
}

/** Everything that can be selected below a type, lists included, each type once a branch. */
function everything(type: GraphQLObjectType, path: readonly string[] = []): string {
  // An edge's node is one of its connection's nodes, and an operation has room for so many fields.
  const isRepeated = type.name.endsWith('Edge') && path.length > 2
  const parts = Object.values(type.getFields()).flatMap((field) => {
    if (isRepeated && field.name === 'node') return []
    if (field.args.some(isRequiredArgument)) return []
    const below = getNamedType(field.type)
    if (isScalarType(below) || isEnumType(below)) return [field.name]
    if (!isObjectType(below) || path.includes(below.name) || path.length > 3) return []
    // Numbers of an organization or a code, not of every code in every list.
    if (below.name === 'Analytics' && path.length > 1) return []
    const inside = everything(below, [...path, type.name])
    return inside ? [`${field.name}${few(field)} { ${inside} }`] : []
  })
  return parts.join(' ')
}

/** Lists are asked for a few rows: more would cost more than an operation may. */
function few(field: { args: readonly { name: string }[] }): string {
  return field.args.some(({ name }) => name === 'first') ? '(first: 4)' : ''
}

/** One operation a field of Organization, and the other roads that lead to objects. */
function operations(mine: {
  code: string
  campaign: string
  export: string
  upload: string
}): string[] {
  const organization = schema.getType('Organization') as GraphQLObjectType
  const asked = Object.values(organization.getFields()).filter(
    (field) => !field.args.some(isRequiredArgument),
  )
  const fields = asked.map((field) => {
    const below = getNamedType(field.type)
    return isObjectType(below)
      ? `{ organization { ${field.name}${few(field)} { ${everything(below, ['Organization'])} } } }`
      : `{ organization { ${field.name} } }`
  })
  const of = (name: string) =>
    everything(schema.getType(name) as GraphQLObjectType, ['Organization'])
  const rows = `rows { ${of('BreakdownRow')} }`
  const breakdowns = ['QR_CODE', 'CITY', 'REGION', 'REFERRER', 'OS', 'BROWSER'].map(
    (by) => `{ organization { analytics { breakdown(by: ${by}) { ${rows} } } } }`,
  )
  return [
    ...fields,
    ...breakdowns,
    `{ me { ${of('Member')} } }`,
    `{ plans { ${of('Plan')} } }`,
    `{ memberships { ${of('Membership')} } }`,
    `{ sessions { ${of('OpenSession')} } }`,
    `{ qrCode(id: "${mine.code}") { ${of('QrCode')} } }`,
    `{ campaign(id: "${mine.campaign}") { ${of('Campaign')} } }`,
    `{ export(id: "${mine.export}") { ${of('Export')} } }`,
    `{ upload(id: "${mine.upload}") { ${of('Upload')} } }`,
  ]
}

function idsOf(whose: 'a' | 'b') {
  return {
    code: codes[whose],
    campaign: campaigns[whose],
    export: exportsOf[whose],
    upload: uploads[whose],
  }
}

async function bytesOf(query: string, as: Member): Promise<string> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${as.token}` }
  const body = JSON.stringify({ query })
  const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body })
  return `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`
}

describe('What a tenant stores', () => {
  it('carries its canary in every column that the product shows', () => {
    expect(marked).toEqual(
      expect.arrayContaining([
        'activity_log.entity_type',
        'activity_log.member_name',
        'activity_log.metadata',
        'campaigns.description',
        'campaigns.name',
        'export_schedules.name',
        'exports.file_name',
        'invitations.name',
        'members.email',
        'members.name',
        'organizations.email',
        'organizations.name',
        'qr_codes.location',
        'qr_codes.name',
        'qr_codes.slug',
        'qr_codes.target_url',
        'qr_scan_events.browser',
        'qr_scan_events.city',
        'qr_scan_events.country',
        'qr_scan_events.referrer',
        'uploaded_files.name',
        'webhooks.description',
      ]),
    )
  })

  it('is seen by its own members: the walk reaches every canary', async () => {
    const queries = operations(idsOf('a'))
    const answers = await Promise.all(queries.map((query) => bytesOf(query, a)))
    for (const [at, answer] of answers.entries()) {
      expect(answer, queries[at]).toMatch(/^200 /)
      expect(answer, queries[at]).not.toContain('"errors"')
    }
    const sightings = answers.join('').split(canaries.A).length - 1
    expect(sightings).toBeGreaterThan(40)
  })

  it('is in no byte of any field that another tenant reads', async () => {
    const queries = operations(idsOf('b'))
    for (const query of queries) {
      const answer = await bytesOf(query, b)
      expect(answer, query).not.toContain(canaries.A)
      expect(answer, query).not.toContain(a.organizationId)
    }
  })

  it('is not reached by an id, a filter, a search or a cursor of the other tenant', async () => {
    const cursor = Buffer.from(uuidv7().replaceAll('-', ''), 'hex').toString('base64url')
    const cursorOfA = Buffer.from(codes.a.replaceAll('-', ''), 'hex').toString('base64url')
    const attempts = [
      `{ qrCode(id: "${codes.a}") { name } }`,
      `{ export(id: "${exportsOf.a}") { fileName downloadUrl } }`,
      `{ organization { scans(filter: { qrCodeIds: ["${codes.a}"] }) { totalCount nodes { city qrCode { name } } } } }`,
      `{ organization { analytics(filter: { qrCodeIds: ["${codes.a}"] }) { totals { hits } breakdown(by: CITY) { rows { key qrCode { name } } } targetChanges } } }`,
      `{ organization { qrCodes(search: "${canaries.A.slice(0, 6)}", after: "${cursor}") { totalCount nodes { name } } } }`,
      `{ organization { qrCodes(after: "${cursorOfA}") { nodes { name } } members(after: "${cursorOfA}") { nodes { name } } activities(after: "${cursorOfA}") { nodes { memberName } } exports(after: "${cursorOfA}") { nodes { fileName } } } }`,
      `{ campaign(id: "${campaigns.a}") { name } }`,
      `mutation { assignQrCodes(campaignId: "${campaigns.a}", qrCodeIds: ["${codes.b}"]) { campaign { name } } }`,
      `mutation { assignQrCodes(campaignId: "${campaigns.b}", qrCodeIds: ["${codes.b}", "${codes.a}"]) { name } }`,
      `mutation { updateQrCodes(ids: ["${codes.a}"], input: { status: PAUSED }) { name } }`,
      `mutation { deleteQrCodes(ids: ["${codes.b}", "${codes.a}"]) }`,
      `mutation { shareCampaign(id: "${campaigns.a}", input: { channel: X }) { url } }`,
      `mutation { shareCampaign(id: "${campaigns.b}", input: { channel: X, qrCodeId: "${codes.a}" }) { url } }`,
      `{ upload(id: "${uploads.a}") { name downloadUrl qrCodes { name } } }`,
      `{ organization { uploads(search: "${canaries.A.slice(0, 6)}", campaignId: "${campaigns.a}") { totalCount nodes { name } } } }`,
      `mutation { updateQrCode(id: "${codes.b}", input: { uploadId: "${uploads.a}" }) { upload { name } } }`,
      `mutation { updateUpload(id: "${uploads.b}", input: { campaignId: "${campaigns.a}" }) { campaign { name } } }`,
      `mutation { updateUpload(id: "${uploads.a}", input: { name: "Mine" }) { name } }`,
      `mutation { completeUpload(id: "${uploads.a}") { name } }`,
      `mutation { deleteUpload(id: "${uploads.a}") }`,
      `mutation { restoreUpload(id: "${uploads.a}") { name } }`,
      `{ organization { campaigns(search: "${canaries.A.slice(0, 6)}") { totalCount nodes { name } } } }`,
      `{ organization { qrCodes(campaignId: "${campaigns.a}") { totalCount nodes { name } } } }`,
      `mutation { updateQrCode(id: "${codes.b}", input: { campaignId: "${campaigns.a}" }) { campaign { name } } }`,
      `mutation { createQrCode(input: { name: "x", targetUrl: "https://example.com/", campaignId: "${campaigns.a}" }) { campaign { name } } }`,
      `mutation { updateCampaign(id: "${campaigns.a}", input: { name: "Mine" }) { name } }`,
      `mutation { deleteCampaign(id: "${campaigns.a}") }`,
      `mutation { restoreCampaign(id: "${campaigns.a}") { name } }`,
      `mutation { updateMember(id: "${a.memberId}", input: { role: VIEWER }) { name } }`,
      `mutation { transferOwnership(memberId: "${a.memberId}") { name } }`,
      `mutation { removeMember(id: "${a.memberId}") }`,
      `mutation { switchOrganization(id: "${a.organizationId}") { member { name } } }`,
      `mutation { updateQrCode(id: "${codes.a}", input: { name: "Mine" }) { name } }`,
      `mutation { deleteQrCode(id: "${codes.a}") }`,
      `mutation { restoreQrCode(id: "${codes.a}") { name } }`,
    ]
    for (const query of attempts) {
      const answer = await bytesOf(query, b)
      expect(answer, query).not.toContain(canaries.A)
    }
    const { rows } = await server.database.admin.query(
      'select name, deleted_at from qr_codes where id = $1',
      [codes.a],
    )
    expect(rows).toEqual([{ name: canaries.A, deleted_at: null }])
  })

  it('is in no export of another tenant, in any dataset', async () => {
    const datasets = ['ACTIVITY', 'ANALYTICS', 'CAMPAIGNS', 'QR_CODES', 'QR_SCANS', 'TEAM']
    for (const dataset of [...datasets, `CUSTOM, ${recipe}`]) {
      const { data } = await server.send(
        `mutation { requestExport(input: { dataset: ${dataset}, format: CSV }) { downloadUrl } }`,
        {},
        b,
      )
      const { pathname, search } = new URL(data.requestExport.downloadUrl)
      const file = await (await fetch(`${server.url}${pathname}${search}`)).text()
      expect(file).toContain(canaries.B)
      expect(file).not.toContain(canaries.A)
    }
  })

  it('is in no mail of another tenant', async () => {
    const to = { a: 'canary-a@example.test', b: 'canary-b@example.test' }
    const invite = 'mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { email } }'
    const share = `mutation ($id: ID!, $input: ShareCampaignInput!) { shareCampaign(id: $id, input: $input) { url } }`
    // A new organization mails no campaigns.
    await server.database.admin.query(
      `update organizations set created_at = created_at - interval '25 hours'`,
    )
    for (const [member, campaign, email] of [
      [a, campaigns.a, to.a],
      [b, campaigns.b, to.b],
    ] as const) {
      const invited = await server.send(invite, { input: { email, role: 'VIEWER' } }, member)
      expect(invited.errors).toBeUndefined()
      const input = { channel: 'EMAIL', to: [email] }
      const shared = await server.send(share, { id: campaign, input }, member)
      expect(shared.errors).toBeUndefined()
    }
    const [ofA, ofB] = [await mailsTo(server, to.a), await mailsTo(server, to.b)]
    expect(ofA.map(({ template }) => template)).toEqual(['INVITATION', 'CAMPAIGN_SHARED'])
    for (const mail of ofA) expect(JSON.stringify(mail)).toContain(canaries.A)
    for (const mail of ofB) expect(JSON.stringify(mail)).not.toContain(canaries.A)
  })

  it('does not reach another tenant by the live feed', async () => {
    // The organization itself is walked above; below every scan again it would be more than one operation may ask.
    const own = everything(schema.getType('Scan') as GraphQLObjectType, ['Organization'])
    const open = (member: Member) =>
      subscribe(
        server.url,
        `subscription { scanFeed { cursor gap scans { ${own} } } }`,
        {},
        member.token,
      )
    const [feedA, feedB] = [open(a), open(b)]
    await feedA.until((results) => results.length > 0)
    await feedB.until((results) => results.length > 0)
    const { slug } = await createCode(server, a, { name: `${canaries.A} door` })
    const { slug: slugB } = await createCode(server, b, { name: `${canaries.B} door` })
    await scan(server, slug, { 'x-forwarded-for': '8.8.4.4' })
    await feedA.until((results) => JSON.stringify(results).includes(canaries.A))
    // B's own scan comes after A's: once it is there, A's would have been there too.
    await scan(server, slugB, { 'x-forwarded-for': '8.8.4.4' })
    await feedB.until((results) => JSON.stringify(results).includes(canaries.B))
    expect(JSON.stringify(feedB.results)).not.toContain(canaries.A)
    await Promise.all([feedA.close(), feedB.close()])
  })
})
