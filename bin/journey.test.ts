import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { iphone, subscribe } from '../api/testing.ts'
import { freePort } from '../db/embedded.ts'
import { aFolder } from '../db/testing.ts'
import { type Started, startProgram } from './starting.ts'

// The whole journey against the program as `npm start` runs it, by the names of the contract only: a company signs up,
// makes a code, a phone scans it, the feed shows it live and goes on over a restart, the owner takes it home as CSV, a second
// company sees nothing of it, and the sixth code is refused.

const dataDir = aFolder('oi-journey-')
const feedQuery = `subscription ($after: String) {
  scanFeed(after: $after) { cursor gap scans { id scannedAt city countryCode deviceType os qrCode { id name } } }
}`
let settings: Record<string, string>
let server: Started
let token: string
let code: { id: string; slug: string; scanUrl: string }
let cursor: string
const seen: string[] = []

beforeAll(async () => {
  settings = {
    DATA_DIR: dataDir,
    DEMO: '0',
    PORT: String(await freePort()),
    TRUSTED_PROXIES: '127.0.0.0/8',
  }
  server = await startProgram(settings)
})

afterAll(async () => {
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

// biome-ignore lint/suspicious/noExplicitAny: answers are read by path in assertions
type Body = { data: any; errors?: { message: string; extensions: Record<string, unknown> }[] }

async function send(query: string, variables: object = {}, as?: string): Promise<Body> {
  const headers = {
    'content-type': 'application/json',
    ...(as ? { authorization: `Bearer ${as}` } : {}),
  }
  const body = JSON.stringify({ query, variables })
  const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body })
  return (await response.json()) as Body
}

async function signUp(email: string): Promise<string> {
  const input = {
    companyName: 'Damrak Bakery',
    companyEmail: email,
    fullName: 'Anna de Vries',
    email,
    password: 'seven-tulips-on-a-barge',
  }
  const { data, errors } = await send(
    'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken expiresAt member { role organization { plan { id } } } } }',
    { input },
  )
  expect(errors).toBeUndefined()
  return data.signUp.accessToken
}

/** A phone in Mountain View, as a proxy in front of us would hand it on. */
function scan(): Promise<Response> {
  const headers = { 'user-agent': iphone, 'x-forwarded-for': '8.8.8.8' }
  return fetch(`${server.url}/s/${code.slug}`, { headers, redirect: 'manual' })
}

it('signs a company up and makes its first code', async () => {
  token = await signUp('anna@bakery.example')
  const input = {
    name: 'Window sticker',
    targetUrl: 'https://bakery.example/menu',
    location: 'Damrak 1',
  }
  const { data } = await send(
    'mutation ($input: CreateQrCodeInput!) { createQrCode(input: $input) { id slug scanUrl status } }',
    { input },
    token,
  )
  code = data.createQrCode
  expect(code).toMatchObject({
    status: 'ACTIVE',
    scanUrl: `http://localhost:${settings.PORT}/s/${code.slug}`,
  })
})

it('shows a scan by an iPhone, with its real city, within a second', async () => {
  const feed = subscribe(server.url, feedQuery, {}, token)
  await feed.until((results) => results.length > 0)
  expect(feed.results[0].data.scanFeed).toMatchObject({ gap: false, scans: [] })
  const answer = await scan()
  const answeredAt = Date.now()
  expect(answer.status).toBe(302)
  expect(answer.headers.get('location')).toBe('https://bakery.example/menu')
  await feed.until((results) => results.length > 1)
  expect(Date.now() - answeredAt).toBeLessThan(1_000)
  const batch = feed.results[1].data.scanFeed
  expect(batch.scans[0]).toMatchObject({
    city: 'Mountain View',
    countryCode: 'US',
    deviceType: 'phone',
    os: 'iOS',
  })
  expect(batch.scans[0].qrCode).toEqual({ id: code.id, name: 'Window sticker' })
  cursor = batch.cursor
  seen.push(batch.scans[0].id)
  await feed.close()
})

it('goes on after a restart from the cursor, without losing or repeating a scan', async () => {
  // While nobody listens: one before the restart, one after.
  expect((await scan()).status).toBe(302)
  expect(await server.stop()).toBe(0)
  server = await startProgram(settings)
  expect((await scan()).status).toBe(302)
  const all =
    'query { organization { scans(first: 10, filter: { classifications: [HUMAN, DUPLICATE] }) { nodes { id } } } }'
  const stored: string[] = (await send(all, {}, token)).data.organization.scans.nodes.map(
    (node: { id: string }) => node.id,
  )
  expect(stored).toHaveLength(3)
  const query = feedQuery.replace(
    'scanFeed(after: $after)',
    'scanFeed(after: $after, filter: { classifications: [HUMAN, DUPLICATE] })',
  )
  const feed = subscribe(server.url, query, { after: cursor }, token)
  const ids = () =>
    feed.results.flatMap((result) =>
      result.data.scanFeed.scans.map((each: { id: string }) => each.id),
    )
  await feed.until(() => ids().length >= 2)
  expect((await scan()).status).toBe(302)
  await feed.until(() => ids().length >= 3)
  expect(new Set([...seen, ...ids()]).size).toBe(4)
  expect(feed.results.every((result) => result.data.scanFeed.gap === false)).toBe(true)
  expect([...stored].every((id) => seen.includes(id) || ids().includes(id))).toBe(true)
  await feed.close()
})

it('gives the owner the CSV with the scans in it', async () => {
  const { data } = await send(
    'mutation ($input: RequestExportInput!) { requestExport(input: $input) { id status downloadUrl fileName } }',
    { input: { dataset: 'QR_CODES', format: 'CSV' } },
    token,
  )
  const file = await fetch(data.requestExport.downloadUrl.replace('localhost', '127.0.0.1'))
  expect(file.status).toBe(200)
  expect(file.headers.get('content-disposition')).toMatch(/qr_codes_export_\d{4}-\d{2}-\d{2}\.csv/)
  const [heading, row] = (await file.text()).split('\n')
  const cells = Object.fromEntries(
    (heading ?? '').split(',').map((name, i) => [name, row?.split(',')[i]]),
  )
  expect(cells).toMatchObject({
    slug: code.slug,
    status: 'ACTIVE',
    target_url: 'https://bakery.example/menu',
  })
  expect(Number(cells.scans)).toBeGreaterThanOrEqual(1)
  const after = await send(
    'query ($id: ID!) { export(id: $id) { status rowCount sha256 } }',
    { id: data.requestExport.id },
    token,
  )
  expect(after.data.export).toMatchObject({
    status: 'READY',
    rowCount: 1,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
})

it('gives a second company nothing of the first', async () => {
  const other = await signUp('bert@brewery.example')
  const { data } = await send(
    '{ organization { name qrCodes { totalCount } scans { totalCount } exports { totalCount } members { totalCount } stats { scans qrCodes } } }',
    {},
    other,
  )
  expect(data.organization).toMatchObject({
    qrCodes: { totalCount: 0 },
    scans: { totalCount: 0 },
    exports: { totalCount: 0 },
  })
  expect(data.organization).toMatchObject({
    members: { totalCount: 1 },
    stats: { scans: 0, qrCodes: 0 },
  })
  const byId = await send('query ($id: ID!) { qrCode(id: $id) { name } }', { id: code.id }, other)
  expect(byId.errors?.[0]?.extensions.code).toBe('NOT_FOUND')
  const feed = subscribe(server.url, feedQuery, {}, other)
  await feed.until((results) => results.length > 0)
  const mine = subscribe(server.url, feedQuery, {}, token)
  await mine.until((results) => results.length > 0)
  // The owner's own feed is the clock: once it has the scan, the stranger's would have had it too.
  const headers = { 'user-agent': iphone, 'x-forwarded-for': '81.2.69.142' }
  await fetch(`${server.url}/s/${code.slug}`, { headers, redirect: 'manual' })
  await mine.until((results) => results.length > 1)
  expect(feed.results).toHaveLength(1)
  await Promise.all([feed.close(), mine.close()])
})

it('refuses the sixth code and names the plan that has room', async () => {
  const create = (n: number) =>
    send(
      'mutation ($input: CreateQrCodeInput!) { createQrCode(input: $input) { id } }',
      { input: { name: `Code ${n}`, targetUrl: 'https://bakery.example/' } },
      token,
    )
  for (const n of [2, 3, 4, 5]) expect((await create(n)).errors).toBeUndefined()
  const { data, errors } = await create(6)
  expect(data).toBeNull()
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'LIMIT_REACHED',
    resource: 'QR_CODES',
    limit: 5,
  })
  expect(errors?.[0]?.message).toContain('All 5 QR codes are in use. Printed codes keep working.')
})
