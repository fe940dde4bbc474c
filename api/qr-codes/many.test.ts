import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Answer,
  aServer,
  createCampaign,
  createCode,
  type Member,
  scan,
  setPlan,
  signUp,
  type TestServer,
} from '../testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await aServer()
})
afterAll(() => server.stop())

async function anOwner(rank = 3): Promise<Member> {
  const member = await signUp(server)
  await setPlan(server, member, rank)
  return member
}

const codeOf = (answer: Answer) => answer.errors?.[0]?.extensions.code ?? 'OK'
const admin = (text: string, values: unknown[]) => server.database.admin.query(text, values)

/** Somebody with so many codes, and the acts on a selection. */
async function withCodes(count: number, rank = 3) {
  const me = await anOwner(rank)
  const codes: { id: string; slug: string }[] = []
  for (let n = 0; n < count; n += 1) codes.push(await createCode(server, me, { name: `C${n}` }))
  const ids = codes.map(({ id }) => id)
  const ask = (query: string, variables: object = {}) => server.send(query, variables, me)
  return {
    ...{ me, codes, ids, ask },
    setStatus: (wanted: string[], status: string) =>
      ask(
        'mutation ($ids: [ID!]!, $status: QrCodeStatus!) { updateQrCodes(ids: $ids, input: { status: $status }) { id status version } }',
        { ids: wanted, status },
      ),
    assign: (qrCodeIds: string[], campaignId: string | null) =>
      ask(
        'mutation ($campaignId: ID, $qrCodeIds: [ID!]!) { assignQrCodes(campaignId: $campaignId, qrCodeIds: $qrCodeIds) { id version campaign { id } } }',
        { campaignId, qrCodeIds },
      ),
    remove: (wanted: string[]) =>
      ask('mutation ($ids: [ID!]!) { deleteQrCodes(ids: $ids) }', { ids: wanted }),
    restore: (wanted: string[]) =>
      ask('mutation ($ids: [ID!]!) { restoreQrCodes(ids: $ids) { id status } }', { ids: wanted }),
    used: async () => {
      const { data } = await ask('{ organization { stats { qrCodes } } }')
      return data.organization.stats.qrCodes
    },
    actions: async () => {
      const { data } = await ask(
        '{ organization { activities(entityType: "qr_code", first: 50) { nodes { action entityId } } } }',
      )
      return data.organization.activities.nodes as { action: string; entityId: string }[]
    },
  }
}

describe('A selection of codes', () => {
  it('is paused and goes on, heard by the next scan, with a line for each code that changed', async () => {
    const { codes, ids, setStatus, actions } = await withCodes(3)
    await setStatus([ids[0] ?? ''], 'PAUSED')
    const { data } = await setStatus(ids, 'PAUSED')
    expect(data.updateQrCodes.map((code: { status: string }) => code.status)).toEqual(
      ids.map(() => 'PAUSED'),
    )
    for (const { slug } of codes) expect((await scan(server, slug)).status).toBe(410)
    await setStatus(ids, 'ACTIVE')
    for (const { slug } of codes) expect((await scan(server, slug)).status).toBe(302)
    const lines = await actions()
    expect(lines.filter(({ action }) => action === 'QR_CODE_PAUSED')).toHaveLength(3)
    expect(lines.filter(({ action }) => action === 'QR_CODE_RESUMED')).toHaveLength(3)
  })

  it('is moved into a campaign and out again; a code that is there already keeps its version', async () => {
    const { me, ids, assign, ask } = await withCodes(2)
    const { id } = await createCampaign(server, me)
    await assign([ids[0] ?? ''], id)
    const { data } = await assign(ids, id)
    const found = Object.fromEntries(
      data.assignQrCodes.map((code: { id: string; version: number; campaign: { id: string } }) => [
        code.id,
        [code.campaign.id, code.version],
      ]),
    )
    expect(found).toEqual({ [ids[0] ?? '']: [id, 2], [ids[1] ?? '']: [id, 2] })
    const count = async () =>
      (await ask('query ($id: ID!) { campaign(id: $id) { qrCodeCount } }', { id })).data.campaign
        .qrCodeCount
    expect(await count()).toBe(2)
    await assign(ids, null)
    expect(await count()).toBe(0)
  })

  it('is deleted and brought back as a whole, and counted exactly', async () => {
    const { codes, ids, remove, restore, used } = await withCodes(4)
    const twoOfThem = ids.slice(0, 2)
    expect((await remove([...twoOfThem, ...twoOfThem])).data.deleteQrCodes.sort()).toEqual(
      [...twoOfThem].sort(),
    )
    expect(await used()).toBe(2)
    expect((await scan(server, codes[0]?.slug ?? '')).status).toBe(410)
    expect((await restore(ids)).data.restoreQrCodes).toHaveLength(4)
    expect(await used()).toBe(4)
    expect((await scan(server, codes[0]?.slug ?? '')).status).toBe(302)
  })

  it('is all or nothing: one code that is not there, or taken down, and none is changed', async () => {
    const { me, ids, setStatus, assign, remove, restore, used, ask } = await withCodes(3)
    const stranger = await withCodes(1)
    const campaign = await createCampaign(server, me)
    const foreign = await createCampaign(server, stranger.me)
    const strange = [stranger.ids[0] ?? '', '01a1fd9b-3e84-7119-b1a9-cb205a4c77ab', 'x']
    for (const id of strange) {
      const wanted = [...ids, id]
      expect(codeOf(await setStatus(wanted, 'PAUSED')), id).toBe('NOT_FOUND')
      expect(codeOf(await assign(wanted, campaign.id)), id).toBe('NOT_FOUND')
      expect(codeOf(await remove(wanted)), id).toBe('NOT_FOUND')
      expect(codeOf(await restore(wanted)), id).toBe('NOT_FOUND')
    }
    expect(codeOf(await assign(ids, foreign.id))).toBe('NOT_FOUND')
    await admin(`update qr_codes set status = 'TAKEN_DOWN' where id = $1`, [ids[2]])
    expect(codeOf(await setStatus(ids, 'PAUSED'))).toBe('FORBIDDEN')
    const { data } = await ask(
      '{ organization { qrCodes { nodes { status version campaign { id } } } } }',
    )
    expect(data.organization.qrCodes.nodes).toEqual([
      { status: 'TAKEN_DOWN', version: 1, campaign: null },
      { status: 'ACTIVE', version: 1, campaign: null },
      { status: 'ACTIVE', version: 1, campaign: null },
    ])
    expect(await used()).toBe(3)
    expect(await stranger.used()).toBe(1)
  })

  it('has 1 to 100 codes', async () => {
    const { setStatus, assign, remove, restore } = await withCodes(0)
    const many = Array.from(
      { length: 101 },
      (_, n) => `01a1fd9b-3e84-7119-b1a9-${String(n).padStart(12, '0')}`,
    )
    for (const ids of [[], many]) {
      expect((await setStatus(ids, 'PAUSED')).errors?.[0]?.extensions).toEqual({
        ...{ code: 'INVALID', field: 'ids' },
      })
      expect((await assign(ids, null)).errors?.[0]?.extensions).toMatchObject({
        ...{ code: 'INVALID', field: 'qrCodeIds' },
      })
      expect(codeOf(await remove(ids))).toBe('INVALID')
      expect(codeOf(await restore(ids))).toBe('INVALID')
    }
    expect((await setStatus(many.slice(0, 1), 'EXPIRED')).errors?.[0]?.extensions).toMatchObject({
      ...{ code: 'INVALID', field: 'status' },
    })
  })

  it('is deleted once by a double click, also when two selections overlap in other orders', async () => {
    const { ids, remove, restore, used } = await withCodes(5)
    const both = await Promise.all([remove(ids), remove([...ids].reverse())])
    expect(both.map(codeOf).sort()).toEqual(['NOT_FOUND', 'OK'])
    expect(await used()).toBe(0)
    const back = await Promise.all([restore(ids), restore([...ids].reverse())])
    expect(back.map(codeOf)).toEqual(['OK', 'OK'])
    expect(await used()).toBe(5)
  })

  it('does not come back past the limit, nor after thirty days', async () => {
    const { me, ids, remove, restore, used } = await withCodes(5, 1)
    await remove(ids.slice(0, 2))
    await createCode(server, me)
    expect(codeOf(await restore(ids.slice(0, 2)))).toBe('LIMIT_REACHED')
    expect(await used()).toBe(4)
    expect(codeOf(await restore(ids.slice(0, 1)))).toBe('OK')
    await admin(`update qr_codes set deleted_at = now() - interval '31 days' where id = $1`, [
      ...[ids[1]],
    ])
    await remove([ids[0] ?? ''])
    expect(codeOf(await restore(ids.slice(0, 2)))).toBe('NOT_FOUND')
    expect(await used()).toBe(4)
  })
})

describe('The codes of a campaign', () => {
  it('are ranked by their scans, and a deleted one leaves its scans in the sum', async () => {
    const { me, codes, ids, assign, remove, ask } = await withCodes(3)
    const { id } = await createCampaign(server, me)
    const other = await createCode(server, me)
    await assign(ids, id)
    const hits = [codes[1], codes[1], codes[2], codes[0], codes[0], codes[0], other]
    // Different phones, so that none is a duplicate.
    for (const [n, code] of hits.entries()) {
      const answer = await scan(server, code?.slug ?? '', {
        'user-agent': `Mozilla/5.0 (Linux; Android ${n + 5}; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/1${n}0.0.0.0 Mobile Safari/537.36`,
      })
      expect(answer.status).toBe(302)
    }
    const find = async (first = 10) => {
      const { data } = await ask(
        'query ($id: ID!, $first: Int) { campaign(id: $id) { scanCount lastScannedAt topCodes(first: $first) { name scanCount } } }',
        { id, first },
      )
      const { topCodes, ...rest } = data.campaign
      return {
        ...rest,
        top: topCodes.map((code: { name: string; scanCount: number }) => [
          ...[code.name, code.scanCount],
        ]),
      }
    }
    // The follower counts a moment after the redirect.
    await expect.poll(async () => (await find()).scanCount, { timeout: 10_000 }).toBe(6)
    const all = await find()
    const { rows } = await admin(
      `select count(*)::int as count, max(scanned_at) as last from qr_scan_events
       where qr_code_id = any($1) and classification = 'HUMAN'`,
      [ids],
    )
    expect([all.scanCount, all.lastScannedAt]).toEqual([
      ...[rows[0].count, rows[0].last.toISOString()],
    ])
    expect(all.top).toEqual([
      ['C0', 3],
      ['C1', 2],
      ['C2', 1],
    ])
    expect((await find(1)).top).toEqual([['C0', 3]])
    await remove([ids[0] ?? ''])
    const after = await find()
    expect(after.scanCount).toBe(6)
    expect(after.top).toEqual([
      ['C1', 2],
      ['C2', 1],
    ])
  })
})
