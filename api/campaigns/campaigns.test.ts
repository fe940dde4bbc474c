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
const ask = (query: string, variables: object, as = me) => server.send(query, variables, as)
const fields =
  'id name description startDate endDate status chosenStatus day days version qrCodeCount'
const create = (input: object, as = me) =>
  ask(
    `mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { ${fields} } }`,
    { input },
    as,
  )
const change = (id: string, input: object) =>
  ask(
    `mutation ($id: ID!, $input: UpdateCampaignInput!) { updateCampaign(id: $id, input: $input) { ${fields} } }`,
    { id, input },
  )
const remove = (id: string, as = me) =>
  ask('mutation ($id: ID!) { deleteCampaign(id: $id) }', { id }, as)
const restore = (id: string, as = me) =>
  ask('mutation ($id: ID!) { restoreCampaign(id: $id) { name qrCodeCount } }', { id }, as)
const admin = (text: string, values: unknown[]) => server.database.admin.query(text, values)
const find = async (id: string) =>
  (await ask(`query ($id: ID!) { campaign(id: $id) { ${fields} } }`, { id })).data.campaign
const names = async (args: string, as = me) => {
  const { data } = await ask(
    `{ organization { campaigns(${args}) { totalCount nodes { name } } stats { campaigns } } }`,
    {},
    as,
  )
  const { nodes, totalCount } = data.organization.campaigns
  return {
    names: nodes.map(({ name }: { name: string }) => name),
    totalCount,
    used: data.organization.stats.campaigns,
  }
}

describe('A campaign', () => {
  it('is made as it was asked for, and changed in what is given only; null empties', async () => {
    const made = await create({
      name: '  Autumn menu ',
      description: 'Soups',
      startDate: '2026-10-01',
      endDate: '2026-10-30',
      status: 'PAUSED',
    })
    expect(made.data.createCampaign).toMatchObject({
      ...{ name: 'Autumn menu', description: 'Soups', startDate: '2026-10-01' },
      ...{ endDate: '2026-10-30', chosenStatus: 'PAUSED', days: 30, version: 1, qrCodeCount: 0 },
    })
    const { id } = made.data.createCampaign
    const changed = await change(id, { name: 'Winter menu', endDate: null })
    expect(changed.data.updateCampaign).toMatchObject({
      ...{ name: 'Winter menu', description: 'Soups', startDate: '2026-10-01', endDate: null },
      ...{ days: null, version: 2, chosenStatus: 'PAUSED' },
    })
  })

  it('is a draft without dates when nothing else is said', async () => {
    const { data } = await create({ name: 'Bare' })
    expect(data.createCampaign).toMatchObject({
      ...{ description: null, startDate: null, endDate: null, status: 'DRAFT' },
      ...{ day: null, days: null },
    })
  })

  const wrong: [object, string][] = [
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(201) }, 'name'],
    [{ description: 'x'.repeat(2_001) }, 'description'],
    [{ startDate: '2026-02-02', endDate: '2026-02-01' }, 'endDate'],
  ]
  for (const [input, field] of wrong) {
    it(`is neither made nor changed with a wrong ${field}: ${JSON.stringify(input).slice(0, 40)}`, async () => {
      const made = await create({ name: 'x', ...input })
      expect(made.errors?.[0]?.extensions).toEqual({ code: 'INVALID', field })
      const { data } = await create({ name: 'Good' })
      const changed = await change(data.createCampaign.id, input)
      expect(changed.errors?.[0]?.extensions).toEqual({ code: 'INVALID', field })
      expect(await find(data.createCampaign.id)).toEqual(data.createCampaign)
    })
  }

  it('has days that exist, also when only one of the two is changed', async () => {
    for (const day of ['2026-02-30', '2026-13-01', '26-01-01', '2026-1-1', '0000-01-01', 'today'])
      expect(codeOf(await create({ name: 'x', startDate: day })), day).toBe('INVALID')
    const { data } = await create({ name: 'x', startDate: '2026-05-05', endDate: '2026-05-06' })
    const { id } = data.createCampaign
    expect((await change(id, { endDate: '2026-05-04' })).errors?.[0]?.extensions).toEqual({
      ...{ code: 'INVALID', field: 'endDate' },
    })
    expect(codeOf(await change(id, { endDate: '2026-05-05' }))).toBe('OK')
  })

  it('says CONFLICT to the second of two who saw the same version, and keeps the first one’s', async () => {
    const { data } = await create({ name: 'Shared' })
    const { id } = data.createCampaign
    const both = await Promise.all([
      change(id, { name: 'Mine', version: 1 }),
      change(id, { name: 'Theirs', version: 1 }),
    ])
    expect(both.map(codeOf).sort()).toEqual(['CONFLICT', 'OK'])
    const won = both.find((answer) => !answer.errors)?.data.updateCampaign.name
    expect(await find(id)).toMatchObject({ name: won, version: 2 })
    expect(codeOf(await change(id, { name: 'Over it' }))).toBe('OK')
  })

  it('never changes what a printed code does, whatever becomes of it', async () => {
    const { id } = await createCampaign(server, me, { status: 'ACTIVE' })
    const { slug } = await createCode(server, me, { campaignId: id })
    for (const status of ['DRAFT', 'PAUSED', 'ENDED', 'ARCHIVED']) {
      await change(id, { status })
      expect((await scan(server, slug)).status, status).toBe(302)
    }
    await remove(id)
    expect((await scan(server, slug)).status).toBe(302)
  })
})

describe('What a campaign is today', () => {
  const days = { first: '2026-03-10', last: '2026-03-12' }
  const cases: [string, string, string][] = [
    ['ACTIVE', '2026-03-09', 'DRAFT'],
    ['ACTIVE', '2026-03-10', 'ACTIVE'],
    ['ACTIVE', '2026-03-12', 'ACTIVE'],
    ['ACTIVE', '2026-03-13', 'ENDED'],
    ['PAUSED', '2026-03-09', 'DRAFT'],
    ['PAUSED', '2026-03-11', 'PAUSED'],
    ['PAUSED', '2026-03-13', 'ENDED'],
    ['DRAFT', '2026-03-13', 'DRAFT'],
    ['ENDED', '2026-03-11', 'ENDED'],
    ['ARCHIVED', '2026-03-13', 'ARCHIVED'],
  ]
  for (const [chosen, today, status] of cases) {
    it(`is ${status} on ${today} when ${chosen} was chosen for ${days.first} to ${days.last}`, async () => {
      const { rows } = await admin('select campaign_status($1, $2, $3, $4) as status', [
        ...[chosen, days.first, days.last, today],
      ])
      expect(rows).toEqual([{ status }])
    })
  }

  it('changes at the midnight of the organization: there are always two dates on earth', async () => {
    // A day and an hour apart, so that their dates differ at every moment.
    const [early, late] = ['Pacific/Kiritimati', 'Pacific/Niue']
    const dateIn = async (zone: string) =>
      (await admin('select (now() at time zone $1)::date::text as day', [zone])).rows[0].day
    const owner = await anOwner()
    const seen: Record<string, unknown> = {}
    const [inEarly, inLate] = [await dateIn(early), await dateIn(late)]
    const begins = await create({ name: 'Begins', status: 'ACTIVE', startDate: inEarly }, owner)
    const ends = await create({ name: 'Ends', status: 'ACTIVE', endDate: inLate }, owner)
    expect([codeOf(begins), codeOf(ends)]).toEqual(['OK', 'OK'])
    for (const zone of [early, late]) {
      await admin('update organizations set timezone = $2 where id = $1', [
        owner.organizationId,
        zone,
      ])
      seen[zone] = (await names('status: ACTIVE', owner)).names
    }
    expect(await Promise.all([dateIn(early), dateIn(late)])).toEqual([inEarly, inLate])
    expect(seen).toEqual({ [early]: ['Begins'], [late]: ['Ends'] })
    expect((await names('status: DRAFT', owner)).names).toEqual(['Begins'])
  })

  it('counts its days, both ends included', async () => {
    const day = async (input: object) => {
      const { data } = await create({ name: 'Days', ...input })
      return [data.createCampaign.day, data.createCampaign.days]
    }
    const { rows } = await admin(
      `select (now() at time zone timezone)::date::text as today, ((now() at time zone timezone)::date + 1)::text as tomorrow,
         ((now() at time zone timezone)::date - 11)::text as earlier
       from organizations where id = $1`,
      [me.organizationId],
    )
    const { today, tomorrow, earlier } = rows[0]
    expect(await day({ startDate: today, endDate: today })).toEqual([1, 1])
    expect(await day({ startDate: earlier, endDate: tomorrow })).toEqual([12, 13])
    expect(await day({ startDate: earlier })).toEqual([12, null])
    expect(await day({ startDate: tomorrow, endDate: tomorrow })).toEqual([null, 1])
    expect(await day({ endDate: tomorrow })).toEqual([null, null])
  })
})

describe('The list of campaigns', () => {
  it('is searched, filtered by what they are today, and leaves out the archived and the deleted', async () => {
    const owner = await anOwner()
    await create({ name: 'One', status: 'ACTIVE', endDate: '2020-01-01' }, owner)
    await create({ name: 'Two', status: 'ACTIVE', description: 'with 100% wool' }, owner)
    await create({ name: 'Three', status: 'ARCHIVED' }, owner)
    const { data } = await create({ name: 'Four' }, owner)
    await remove(data.createCampaign.id, owner)
    expect(await names('first: 10', owner)).toEqual({
      ...{ names: ['Two', 'One'], totalCount: 2, used: 3 },
    })
    expect((await names('status: ENDED', owner)).names).toEqual(['One'])
    expect((await names('status: ARCHIVED', owner)).names).toEqual(['Three'])
    expect((await names('search: "0%"', owner)).names).toEqual(['Two'])
    expect((await names('search: "%"', owner)).names).toEqual(['Two'])
    expect((await names('search: "oN"', owner)).names).toEqual(['One'])
  })

  it('costs a bounded number of statements, however many campaigns a page has', async () => {
    const owner = await anOwner()
    for (let n = 0; n < 4; n += 1) {
      const { id } = await createCampaign(server, owner)
      await createCode(server, owner, { campaignId: id })
    }
    const { data } = await ask(
      '{ organization { campaigns { nodes { qrCodeCount scanCount lastScannedAt qrCodes(first: 5) { nodes { campaign { name } } } } } } }',
      {},
      owner,
    )
    const { nodes } = data.organization.campaigns
    expect(nodes).toHaveLength(4)
    for (const node of nodes) {
      expect(node).toMatchObject({ qrCodeCount: 1, scanCount: 0, lastScannedAt: null })
      expect(node.qrCodes.nodes).toEqual([{ campaign: { name: 'Autumn menu' } }])
    }
  })
})

describe('A deleted campaign', () => {
  it('is gone, keeps its codes, and brings back into it those that were not moved meanwhile', async () => {
    const owner = await anOwner()
    const { id } = await createCampaign(server, owner)
    const other = await createCampaign(server, owner)
    const [stays, moves] = [
      await createCode(server, owner, { campaignId: id }),
      await createCode(server, owner, { campaignId: id }),
    ]
    const campaignOf = async (code: string) => {
      const { data } = await ask(
        'query ($code: ID!) { qrCode(id: $code) { campaign { id } } }',
        { code },
        owner,
      )
      return data.qrCode.campaign?.id ?? null
    }
    expect(await campaignOf(stays.id)).toBe(id)
    expect(codeOf(await remove(id, owner))).toBe('OK')
    expect(await campaignOf(stays.id)).toBeNull()
    const listed = await ask(
      'query ($id: ID!) { organization { qrCodes(campaignId: $id) { totalCount nodes { id } } } }',
      { id },
      owner,
    )
    expect(listed.data.organization.qrCodes).toEqual({ totalCount: 0, nodes: [] })
    await ask(
      'mutation ($code: ID!, $to: ID!) { updateQrCode(id: $code, input: { campaignId: $to }) { id } }',
      { code: moves.id, to: other.id },
      owner,
    )
    expect((await restore(id, owner)).data.restoreCampaign.qrCodeCount).toBe(1)
    expect(await campaignOf(stays.id)).toBe(id)
    expect(await campaignOf(moves.id)).toBe(other.id)
  })

  it('takes no more codes', async () => {
    const { id } = await createCampaign(server, me)
    await remove(id)
    const code = await createCode(server, me)
    const answer = await ask(
      'mutation ($code: ID!, $to: ID!) { updateQrCode(id: $code, input: { campaignId: $to }) { id } }',
      { code: code.id, to: id },
    )
    expect(codeOf(answer)).toBe('NOT_FOUND')
    expect(codeOf(await change(id, { name: 'x' }))).toBe('NOT_FOUND')
  })

  it('is deleted and restored once by a double click, and counted once', async () => {
    const owner = await anOwner()
    const { id } = await createCampaign(server, owner)
    await createCampaign(server, owner)
    const gone = await Promise.all([remove(id, owner), remove(id, owner)])
    expect(gone.map(codeOf).sort()).toEqual(['NOT_FOUND', 'OK'])
    expect((await names('first: 1', owner)).used).toBe(1)
    const back = await Promise.all([restore(id, owner), restore(id, owner)])
    expect(back.map(codeOf)).toContain('OK')
    expect((await names('first: 1', owner)).used).toBe(2)
    expect(codeOf(await restore(id, owner))).toBe('OK')
    expect((await names('first: 1', owner)).used).toBe(2)
  })

  it('comes back for thirty days', async () => {
    const { id } = await createCampaign(server, me)
    await remove(id)
    await admin(`update campaigns set deleted_at = now() - interval '31 days' where id = $1`, [id])
    expect(codeOf(await restore(id))).toBe('NOT_FOUND')
    await admin(`update campaigns set deleted_at = now() - interval '29 days' where id = $1`, [id])
    expect(codeOf(await restore(id))).toBe('OK')
  })
})

describe('A limit on campaigns', () => {
  it('is not passed by making twelve at once, nor by bringing one back', async () => {
    const owner = await anOwner()
    await admin(
      `insert into organization_terms (organization_id, limits) values ($1, '{"CAMPAIGNS": 3}')`,
      [owner.organizationId],
    )
    const made = await Promise.all(
      Array.from({ length: 12 }, (_, n) => create({ name: `C${n}` }, owner)),
    )
    const codes = made.map(codeOf)
    expect(codes.filter((code) => code === 'OK')).toHaveLength(3)
    expect(codes.filter((code) => code === 'LIMIT_REACHED')).toHaveLength(9)
    expect(await names('first: 10', owner)).toMatchObject({ totalCount: 3, used: 3 })
    const id = made.find((answer) => !answer.errors)?.data.createCampaign.id
    await remove(id, owner)
    await create({ name: 'In its place' }, owner)
    expect(codeOf(await restore(id, owner))).toBe('LIMIT_REACHED')
    expect(await names('first: 10', owner)).toMatchObject({ totalCount: 3, used: 3 })
  })
})

describe('The log', () => {
  it('has a line for every mutation of a campaign, with who and what', async () => {
    const owner = await anOwner()
    const { id } = await createCampaign(server, owner)
    const send = (text: string) => server.send(text, {}, owner)
    await send(`mutation { updateCampaign(id: "${id}", input: { name: "New" }) { id } }`)
    await send(`mutation { updateCampaign(id: "${id}", input: { status: ARCHIVED }) { id } }`)
    await remove(id, owner)
    await restore(id, owner)
    const { data } = await send(
      '{ organization { activities(entityType: "campaign") { nodes { action entityId metadata member { id } } } } }',
    )
    const { nodes } = data.organization.activities
    expect(nodes.map((node: { action: string }) => node.action)).toEqual([
      ...['CAMPAIGN_RESTORED', 'CAMPAIGN_DELETED', 'CAMPAIGN_ARCHIVED', 'CAMPAIGN_UPDATED'],
      ...['CAMPAIGN_CREATED'],
    ])
    for (const node of nodes) expect([node.entityId, node.member.id]).toEqual([id, owner.memberId])
    expect(nodes[3].metadata).toEqual({ name: 'Autumn menu', changed: ['name'] })
  })

  it('has no line for an update that changes nothing', async () => {
    const owner = await anOwner()
    const { id } = await createCampaign(server, owner, { name: 'Same', startDate: '2026-10-01' })
    const same = '{ name: "Same", startDate: "2026-10-01", description: "", status: DRAFT }'
    const { data } = await server.send(
      `mutation { updateCampaign(id: "${id}", input: ${same}) { version } }`,
      {},
      owner,
    )
    expect(data.updateCampaign.version).toBe(1)
    const { rows } = await server.database.admin.query(
      'select action from activity_log where entity_id = $1',
      [id],
    )
    expect(rows).toEqual([{ action: 'CAMPAIGN_CREATED' }])
  })
})
