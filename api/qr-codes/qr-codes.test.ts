import { Resvg } from '@resvg/resvg-js'
import decode from 'qr/decode.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Answer,
  aServer,
  createCode,
  type Member,
  scan,
  setPlan,
  signUp,
  type TestServer,
} from '../testing.ts'

let server: TestServer
let me: Member
beforeAll(async () => {
  server = await aServer()
  me = await anOwner()
})
afterAll(() => server.stop())

async function anOwner(): Promise<Member> {
  const member = await signUp(server)
  await setPlan(server, member, 3)
  return member
}

const codeOf = (answer: Answer) => answer.errors?.[0]?.extensions.code ?? 'OK'
const ask = (query: string, variables: object) => server.send(query, variables, me)
const change = (id: string, input: object) =>
  ask(
    'mutation ($id: ID!, $input: UpdateQrCodeInput!) { updateQrCode(id: $id, input: $input) { name targetUrl location status expiresAt version updatedAt } }',
    { id, input },
  )
const remove = (id: string) => ask('mutation ($id: ID!) { deleteQrCode(id: $id) }', { id })
const restore = (id: string) =>
  ask('mutation ($id: ID!) { restoreQrCode(id: $id) { slug status version } }', { id })
const admin = (text: string, values: unknown[]) => server.database.admin.query(text, values)

describe('A code', () => {
  it('is made active with a slug of its own, and redirects', async () => {
    const slugs = new Set<string>()
    for (let n = 0; n < 20; n += 1) {
      const { slug, scanUrl } = await createCode(server, me)
      expect(slug).toMatch(/^[0-9A-Za-z]{8}$/)
      expect(scanUrl).toBe(`http://localhost:4000/s/${slug}`)
      slugs.add(slug)
    }
    expect(slugs.size).toBe(20)
  })

  it('keeps its slug and what was not given when it is changed; null empties', async () => {
    const { id, slug } = await createCode(server, me, { location: 'Door' })
    const at = '2099-01-01T00:00:00.000Z'
    const first = await change(id, { name: '  Bar ', expiresAt: at })
    expect(first.data.updateQrCode).toMatchObject({
      ...{ name: 'Bar', targetUrl: 'https://example.com/menu', location: 'Door', expiresAt: at },
      ...{ status: 'ACTIVE', version: 2 },
    })
    const second = await change(id, { location: null, expiresAt: null })
    expect(second.data.updateQrCode).toMatchObject({ name: 'Bar', location: null, expiresAt: null })
    const { data } = await ask('query ($id: ID!) { qrCode(id: $id) { slug } }', { id })
    expect(data.qrCode.slug).toBe(slug)
  })

  it('leads elsewhere, or nowhere, with its very next scan', async () => {
    const { id, slug } = await createCode(server, me)
    expect((await scan(server, slug)).headers.get('location')).toBe('https://example.com/menu')
    await change(id, { targetUrl: 'https://example.org/new' })
    expect((await scan(server, slug)).headers.get('location')).toBe('https://example.org/new')
    await change(id, { status: 'PAUSED' })
    expect((await scan(server, slug)).status).toBe(410)
    await change(id, { status: 'ACTIVE' })
    expect((await scan(server, slug)).status).toBe(302)
    await remove(id)
    expect((await scan(server, slug)).status).toBe(410)
    expect((await restore(id)).data.restoreQrCode).toMatchObject({ slug, status: 'ACTIVE' })
    expect((await scan(server, slug)).status).toBe(302)
    await admin(`update qr_codes set expires_at = now() - interval '1 second' where id = $1`, [id])
    server.app.services.forgetSlug(slug)
    expect((await scan(server, slug)).status).toBe(410)
    const { data } = await ask('query ($id: ID!) { qrCode(id: $id) { status } }', { id })
    expect(data.qrCode.status).toBe('EXPIRED')
  })

  it('that OI took down is not brought back by its owner', async () => {
    const { id } = await createCode(server, me)
    await admin(`update qr_codes set status = 'TAKEN_DOWN' where id = $1`, [id])
    expect(codeOf(await change(id, { status: 'ACTIVE' }))).toBe('FORBIDDEN')
    expect(codeOf(await change(id, { status: 'PAUSED' }))).toBe('FORBIDDEN')
    await remove(id)
    expect((await restore(id)).data.restoreQrCode.status).toBe('TAKEN_DOWN')
  })

  const invalid: [object, string][] = [
    [{ name: '' }, 'name'],
    [{ name: '   ' }, 'name'],
    [{ name: 'x'.repeat(201) }, 'name'],
    [{ location: 'x'.repeat(201) }, 'location'],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
    [{ targetUrl: 'ftp://example.com' }, 'targetUrl'],
  ]
  for (const [input, field] of invalid) {
    it(`is neither made nor changed with a wrong ${field}: ${JSON.stringify(input).slice(0, 40)}`, async () => {
      const whole = { name: 'x', targetUrl: 'https://example.com/', ...input }
      const made = await ask(
        'mutation ($input: CreateQrCodeInput!) { createQrCode(input: $input) { id } }',
        { input: whole },
      )
      expect(made.errors?.[0]?.extensions).toEqual({ code: 'INVALID', field })
      const { id } = await createCode(server, me)
      expect((await change(id, input)).errors?.[0]?.extensions).toEqual({ code: 'INVALID', field })
    })
  }

  it('cannot be set to a status that is not a person’s to choose', async () => {
    const { id } = await createCode(server, me)
    for (const status of ['EXPIRED', 'TAKEN_DOWN', 'DELETED']) {
      expect((await change(id, { status })).errors?.[0]?.extensions).toEqual({
        code: 'INVALID',
        field: 'status',
      })
    }
  })

  it('takes any text a person writes, and refuses what cannot be stored without an error of ours', async () => {
    const name = '👩‍👩‍👧 "quotes" <b> %_\\ é'
    expect((await createCode(server, me, { name })).name).toBe(name)
    // Nobody sees it, and it turns the words after it around.
    expect((await createCode(server, me, { name: `\u202e ${name}` })).name).toBe(name)
    expect((await createCode(server, me, { name: 'half \ud800' })).name).toBe('half \ufffd')
    for (const wrong of ['a\u0000b', '\u0000', '\u200b \u202e']) {
      const { id } = await createCode(server, me)
      expect(codeOf(await change(id, { name: wrong }))).toBe('INVALID')
    }
  })
})

describe('Two editors of one code', () => {
  it('who both saw the same version: one saves, the other hears CONFLICT', async () => {
    const { id, version } = await createCode(server, me)
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) => change(id, { name: `Name ${n}`, version })),
    )
    expect(answers.map(codeOf).sort()).toEqual([...Array(5).fill('CONFLICT'), 'OK'])
    expect(codeOf(await change(id, { name: 'Again', version }))).toBe('CONFLICT')
    expect(codeOf(await change(id, { name: 'Again', version: version + 1 }))).toBe('OK')
  })

  it('who delete it at once delete it once', async () => {
    const { id } = await createCode(server, me)
    const answers = await Promise.all(Array.from({ length: 5 }, () => remove(id)))
    expect(answers.map(codeOf).sort()).toEqual([...Array(4).fill('NOT_FOUND'), 'OK'])
    expect(codeOf(await change(id, { name: 'Gone' }))).toBe('NOT_FOUND')
    expect(codeOf(await ask('query ($id: ID!) { qrCode(id: $id) { id } }', { id }))).toBe(
      'NOT_FOUND',
    )
  })
})

describe('A deleted code', () => {
  it('comes back for thirty days, and not after', async () => {
    const { id } = await createCode(server, me)
    await remove(id)
    const ago = (days: number) =>
      admin(`update qr_codes set deleted_at = now() - make_interval(secs => $2) where id = $1`, [
        id,
        days * 86_400,
      ])
    await ago(30.1)
    expect(codeOf(await restore(id))).toBe('NOT_FOUND')
    await ago(29.9)
    expect(codeOf(await restore(id))).toBe('OK')
    expect(codeOf(await restore(id))).toBe('OK')
  })
})

describe('The list of codes', () => {
  const names = async (args: string, owner: Member) => {
    const { data } = await server.send(
      `{ organization { qrCodes(${args}) { totalCount nodes { name } pageInfo { endCursor hasNextPage } } } }`,
      {},
      owner,
    )
    const { nodes, totalCount, pageInfo } = data.organization.qrCodes
    return { names: nodes.map((node: { name: string }) => node.name), totalCount, ...pageInfo }
  }

  it('is searched for the letters themselves: %, _ and \\ are letters', async () => {
    const owner = await anOwner()
    for (const name of ['100% wool', '100 wool', 'a_b', 'aXb', 'back\\slash', "O'Brien"]) {
      await createCode(server, owner, { name, targetUrl: 'https://example.com/x' })
    }
    const found = async (search: string) =>
      (await names(`search: ${JSON.stringify(search)}`, owner)).names
    expect(await found('0%')).toEqual(['100% wool'])
    expect(await found('_')).toEqual(['a_b'])
    expect(await found('\\')).toEqual(['back\\slash'])
    expect(await found("o'b")).toEqual(["O'Brien"])
    expect(await found('  WOOL ')).toEqual(['100 wool', '100% wool'])
    expect(await found('%%%')).toEqual([])
    expect(await found('example.com/x')).toHaveLength(6)
  })

  it('has every code once over its pages, newest first, while others are made and deleted', async () => {
    const owner = await anOwner()
    const ids: string[] = []
    for (let n = 0; n < 7; n += 1) ids.push((await createCode(server, owner, { name: `C${n}` })).id)
    const first = await names('first: 3', owner)
    expect(first).toMatchObject({ names: ['C6', 'C5', 'C4'], totalCount: 7, hasNextPage: true })
    await createCode(server, owner, { name: 'C7' })
    await server.send('mutation ($id: ID!) { deleteQrCode(id: $id) }', { id: ids[2] }, owner)
    const second = await names(`first: 3, after: "${first.endCursor}"`, owner)
    expect(second).toMatchObject({ names: ['C3', 'C1', 'C0'], hasNextPage: false })
    expect((await names('status: DELETED', owner)).names).toEqual(['C2'])
    expect((await names('status: ACTIVE', owner)).totalCount).toBe(7)
    expect((await names('status: PAUSED', owner)).names).toEqual([])
  })
})

describe('The log', () => {
  it('has a line for every mutation of a code, with who and what', async () => {
    const owner = await anOwner()
    const { id } = await createCode(server, owner)
    const send = (text: string) => server.send(text, {}, owner)
    await send(`mutation { updateQrCode(id: "${id}", input: { name: "New", version: 1 }) { id } }`)
    await send(`mutation { updateQrCode(id: "${id}", input: { status: PAUSED }) { id } }`)
    await send(`mutation { updateQrCode(id: "${id}", input: { status: ACTIVE }) { id } }`)
    await send(`mutation { deleteQrCode(id: "${id}") }`)
    await send(`mutation { restoreQrCode(id: "${id}") { id } }`)
    const { data } = await send(
      '{ organization { activities(entityType: "qr_code") { nodes { action entityId metadata member { id } } } } }',
    )
    const { nodes } = data.organization.activities
    expect(nodes.map((node: { action: string }) => node.action)).toEqual([
      ...['QR_CODE_RESTORED', 'QR_CODE_DELETED', 'QR_CODE_RESUMED', 'QR_CODE_PAUSED'],
      ...['QR_CODE_UPDATED', 'QR_CODE_CREATED'],
    ])
    for (const node of nodes) {
      expect([node.entityId, node.member.id]).toEqual([id, owner.memberId])
    }
    expect(nodes[4].metadata).toEqual({ name: 'Window sticker', changed: ['name'] })
  })
})

describe('A picture', () => {
  const path = (slug: string, rest: string) => `${server.url}/q/${slug}${rest}`

  function read(svg: string | Buffer): string {
    const { pixels, width, height } = new Resvg(svg, {
      fitTo: { mode: 'width', value: 800 },
    }).render()
    return decode({ data: new Uint8Array(pixels), width, height })
  }

  it('as SVG and as PNG of several sizes is read as the address to scan', async () => {
    const { slug, scanUrl } = await createCode(server, me)
    const svg = await fetch(path(slug, '.svg'))
    expect(svg.headers.get('content-type')).toBe('image/svg+xml')
    expect(read(await svg.text())).toBe(scanUrl)
    for (const size of [256, 1_024, 2_048]) {
      const png = await fetch(path(slug, `.png?size=${size}`))
      expect(png.headers.get('content-type')).toBe('image/png')
      const bytes = Buffer.from(await png.arrayBuffer())
      expect(bytes.readUInt32BE(16)).toBe(size)
      const image = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}"><image width="${size}" height="${size}" href="data:image/png;base64,${bytes.toString('base64')}"/></svg>`
      expect(read(image)).toBe(scanUrl)
    }
  })

  it('of a size outside 64 to 2048 is refused, and of no code is not found', async () => {
    const { slug, id } = await createCode(server, me)
    for (const size of ['63', '2049', '-1', '1e9', 'x', '64.5', '']) {
      expect((await fetch(path(slug, `.png?size=${size}`))).status, size).toBe(400)
    }
    for (const wrong of [
      'unknown1.svg',
      `${slug}.gif`,
      `${slug}`,
      '../etc/passwd.svg',
      `${slug}.svg.png`,
    ]) {
      expect((await fetch(`${server.url}/q/${wrong}`)).status).toBe(404)
    }
    await remove(id)
    expect((await fetch(path(slug, '.svg'))).status).toBe(404)
  })
})
