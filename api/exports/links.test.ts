import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signLink } from '../export-engine/links.ts'
import { addColleague, aServer, type Member, setPlan, signUp, type TestServer } from '../testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await aServer()
})
afterAll(() => server.stop())

const admin = (text: string, values: unknown[] = []) => server.database.admin.query(text, values)

/** A member of an organization on the largest plan. */
async function anOwner(): Promise<Member> {
  const member = await signUp(server)
  await setPlan(server, member, 3)
  return member
}

async function request(member: Member, dataset: string): Promise<{ id: string; url: string }> {
  const { data } = await server.send(
    `mutation { requestExport(input: { dataset: ${dataset}, format: CSV }) { id downloadUrl } }`,
    {},
    member,
  )
  const { id, downloadUrl } = data.requestExport
  return { id, url: downloadUrl.replace('http://localhost:4000', server.url) }
}

describe('A link', () => {
  const answer = async (url: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url, { headers })
    const text = await response.text()
    return {
      status: response.status,
      code: response.ok ? 'OK' : JSON.parse(text).errors[0].extensions.code,
    }
  }
  const refused = { status: 401, code: 'UNAUTHENTICATED' }
  const notFound = { status: 404, code: 'NOT_FOUND' }

  it('is refused when it is over, changed, missing, or made for something else', async () => {
    const me = await anOwner()
    const [mine, other] = [await request(me, 'TEAM'), await request(me, 'TEAM')]
    const token = new URL(mine.url).searchParams.get('t') ?? ''
    const at = (id: string, t: string) => `${server.url}/exports/${id}?t=${encodeURIComponent(t)}`
    const { linkKey } = server.app.services
    const link = { exportId: mine.id, organizationId: me.organizationId, memberId: me.memberId }
    const parts = token.split('.')
    const changed = (index: number, value: string) =>
      parts.map((part, n) => (n === index ? value : part)).join('.')
    const attempts = [
      signLink(linkKey, link, Date.now() - 301_000),
      signLink(Buffer.alloc(32), link, Date.now()),
      changed(1, uuidv7()),
      changed(2, uuidv7()),
      changed(3, String(Date.now() + 86_400_000)),
      changed(4, ''),
      token.slice(0, -1),
      `${token}A`,
      '....',
      'x',
    ]
    for (const attempt of attempts)
      expect(await answer(at(mine.id, attempt)), attempt).toEqual(refused)
    expect(await answer(at(other.id, token))).toEqual(refused)
    expect(await answer(`${server.url}/exports/${mine.id}`)).toEqual(refused)
    expect(await answer(mine.url)).toEqual({ status: 200, code: 'OK' })
  })

  it('opens nothing of another organization, and does not tell that it is there', async () => {
    const [me, stranger] = [await anOwner(), await anOwner()]
    const { id } = await request(me, 'TEAM')
    const headers = { authorization: `Bearer ${stranger.token}` }
    for (const each of [id, uuidv7(), 'x', '', '..%2f..%2fetc%2fpasswd']) {
      expect(await answer(`${server.url}/exports/${each}`, headers)).toEqual(notFound)
    }
    const forged = signLink(server.app.services.linkKey, { ...stranger, exportId: id }, Date.now())
    expect(await answer(`${server.url}/exports/${id}?t=${forged}`)).toEqual(notFound)
  })

  it('is looked at again when it is used: member, plan, organization and the end of the file', async () => {
    const owner = await anOwner()
    const me = await addColleague(server, owner, 'EDITOR')
    const { id, url } = await request(me, 'QR_SCANS')
    const set = (table: string, change: string, row: string) =>
      admin(`update ${table} set ${change} where id = $1`, [row])
    await set('members', `status = 'DEACTIVATED'`, me.memberId)
    expect(await answer(url)).toEqual(refused)
    await set('members', `status = 'ACTIVE'`, me.memberId)
    await set('exports', 'is_background = true', id)
    expect(await answer(url)).toEqual({ status: 409, code: 'CONFLICT' })
    await set('exports', 'is_background = false', id)
    await setPlan(server, owner, 2)
    expect(await answer(url)).toEqual({ status: 403, code: 'PLAN_REQUIRED' })
    await setPlan(server, owner, 3)
    await set('organizations', `status = 'SUSPENDED'`, owner.organizationId)
    expect(await answer(url)).toEqual({ status: 403, code: 'FORBIDDEN' })
    await set('organizations', `status = 'PAST_DUE'`, owner.organizationId)
    expect(await answer(url)).toEqual({ status: 200, code: 'OK' })
    const manifest = url.replace('?t=', '/manifest?t=')
    expect(await answer(manifest)).toEqual({ status: 200, code: 'OK' })
    expect(await answer(url.replace('?t=', '/elsewhere?t='))).toEqual(notFound)
    // What was made before is refused like what was not.
    await setPlan(server, owner, 1)
    for (const each of [url, manifest])
      expect(await answer(each)).toEqual({ status: 403, code: 'PLAN_REQUIRED' })
    await setPlan(server, owner, 3)
    const removed = await server.send(
      'mutation ($id: ID!) { removeMember(id: $id) }',
      { id: me.memberId },
      owner,
    )
    expect(removed.errors).toBeUndefined()
    for (const each of [url, manifest]) expect(await answer(each)).toEqual(refused)
    await set('exports', `expires_at = now() - interval '1 second'`, id)
    const bearer = { authorization: `Bearer ${owner.token}` }
    expect(await answer(`${server.url}/exports/${id}`, bearer)).toEqual(notFound)
    const { data } = await server.send(
      'query ($id: ID!) { export(id: $id) { status downloadUrl } }',
      { id },
      owner,
    )
    expect(data.export).toEqual({ status: 'EXPIRED', downloadUrl: null })
  })
})

describe('A request for an export', () => {
  const wrong: [object, string][] = [
    [{ days: 0 }, 'days'],
    [{ days: 3_661 }, 'days'],
    [{ days: 7, from: '2026-01-01T00:00:00Z' }, 'days'],
    [{ from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' }, 'to'],
    [{ timezone: 'Mars/Olympus' }, 'timezone'],
    [{ timezone: "UTC'; drop table exports; --" }, 'timezone'],
    [{ filter: { qrCodeIds: [uuidv7()] } }, 'filter.qrCodeIds'],
    [{ dataset: 'QR_CODES', filter: { os: ['iOS'] } }, 'filter.os'],
    [{ dataset: 'QR_SCANS', filter: { qrCodeIds: ['x'] } }, 'filter.qrCodeIds'],
  ]
  for (const [input, field] of wrong) {
    it(`is INVALID on the field ${field} for ${JSON.stringify(input)}`, async () => {
      const me = await anOwner()
      const { errors } = await server.send(
        'mutation ($input: RequestExportInput!) { requestExport(input: $input) { id } }',
        { input: { dataset: 'TEAM', format: 'CSV', ...input } },
        me,
      )
      expect(errors?.[0]?.extensions).toEqual({ code: 'INVALID', field })
    })
  }
})
