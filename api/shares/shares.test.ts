import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  aServer,
  createCampaign,
  createCode,
  type Member,
  mailsTo,
  scan,
  setPlan,
  signUp,
  type TestServer,
} from '../testing.ts'

let server: TestServer
let me: Member
beforeAll(async () => {
  server = await aServer()
  me = await signUp(server)
  await setPlan(server, me, 3)
  await grow(me)
})
afterAll(() => server.stop())

/** Lets a day pass for an organization: it may mail campaigns. */
const grow = (member: Member) =>
  server.database.admin.query(
    `update organizations set created_at = created_at - interval '25 hours' where id = $1`,
    [member.organizationId],
  )
const ask = (query: string, variables: object = {}) => server.send(query, variables, me)
const share = (id: string, input: object) =>
  ask(
    'mutation ($id: ID!, $input: ShareCampaignInput!) { shareCampaign(id: $id, input: $input) { channel url link qrCode { id } } }',
    { id, input },
  )
const sharesOf = async (id: string) =>
  (await ask('query ($id: ID!) { campaign(id: $id) { shares { channel count lastAt } } }', { id }))
    .data.campaign.shares as { channel: string; count: number; lastAt: string }[]

async function aCampaignWithCode() {
  const campaign = await createCampaign(server, me, { name: 'Soup & bread: 50% "off"' })
  const code = await createCode(server, me, { campaignId: campaign.id })
  return { id: campaign.id, code }
}

describe('Sharing a campaign', () => {
  it('opens each network’s own form with text and link in it, and nothing else', async () => {
    const { id, code } = await aCampaignWithCode()
    const link = `http://localhost:4000/s/${code.slug}?l`
    const opened: Record<string, URL> = {}
    for (const channel of ['FACEBOOK', 'X', 'LINKEDIN', 'WHATSAPP', 'EMAIL', 'COPY_LINK']) {
      const { data } = await share(id, { channel })
      expect(data.shareCampaign).toMatchObject({ channel, link, qrCode: { id: code.id } })
      opened[channel] = new URL(data.shareCampaign.url)
    }
    const text = 'Soup & bread: 50% "off"'
    const query = (channel: string) => Object.fromEntries(opened[channel]?.searchParams ?? [])
    expect(opened.FACEBOOK?.host).toBe('www.facebook.com')
    expect(query('FACEBOOK')).toEqual({ u: link })
    expect(opened.X?.host).toBe('x.com')
    expect(query('X')).toEqual({ text, url: link })
    expect(opened.LINKEDIN?.host).toBe('www.linkedin.com')
    expect(query('LINKEDIN')).toEqual({ url: link })
    expect(opened.WHATSAPP?.host).toBe('wa.me')
    expect(query('WHATSAPP')).toEqual({ text: `${text} ${link}` })
    expect(opened.EMAIL?.protocol).toBe('mailto:')
    expect(query('EMAIL')).toEqual({ subject: text, body: `${text}\r\n\r\n${link}` })
    expect(opened.COPY_LINK?.href).toBe(link)
  })

  it('keeps a message within its place, whatever is written', async () => {
    const { id } = await aCampaignWithCode()
    const message = 'a&url=https://evil.example#x\r\nBcc: all@example.com + "q" \ud800 é'
    const { data } = await share(id, { channel: 'EMAIL', message })
    const url = new URL(data.shareCampaign.url)
    expect([...url.searchParams.keys()]).toEqual(['subject', 'body'])
    expect(url.hash).toBe('')
    const x = new URL((await share(id, { channel: 'X', message })).data.shareCampaign.url)
    expect([...x.searchParams.keys()]).toEqual(['text', 'url'])
    const long = await share(id, { channel: 'X', message: 'x'.repeat(501) })
    expect(long.errors?.[0]?.extensions).toEqual({ code: 'INVALID', field: 'message' })
  })

  it('is recorded with its channel, and counted by channel', async () => {
    const { id } = await aCampaignWithCode()
    for (const channel of ['X', 'WHATSAPP', 'X']) await share(id, { channel })
    expect((await sharesOf(id)).map(({ channel, count }) => [channel, count])).toEqual([
      ['X', 2],
      ['WHATSAPP', 1],
    ])
    const { data } = await ask(
      '{ organization { activities(action: "CAMPAIGN_SHARED", first: 3) { nodes { entityId metadata member { id } } } } }',
    )
    const { nodes } = data.organization.activities
    expect(nodes.map((node: { metadata: { channel: string } }) => node.metadata.channel)).toEqual([
      ...['X', 'WHATSAPP', 'X'],
    ])
    expect(nodes[0]).toMatchObject({ entityId: id, member: { id: me.memberId } })
  })

  it('is not counted from lines of a tool that name no channel of ours', async () => {
    const { id } = await aCampaignWithCode()
    for (const metadata of [null, { channel: 'CARRIER_PIGEON' }, { channel: { a: 1 } }, 'X'])
      await ask(
        'mutation ($input: RecordActivityInput!) { recordActivity(input: $input) { id } }',
        { input: { action: 'CAMPAIGN_SHARED', entityType: 'campaign', entityId: id, metadata } },
      )
    expect(await sharesOf(id)).toEqual([])
  })

  it('leads somewhere: to the first active code, or the one that was chosen', async () => {
    const { id, code } = await aCampaignWithCode()
    const second = await createCode(server, me, { campaignId: id })
    const linkOf = async (input: object = {}) => {
      const { data } = await share(id, { channel: 'COPY_LINK', ...input })
      return data.shareCampaign.qrCode.id
    }
    expect(await linkOf()).toBe(code.id)
    expect(await linkOf({ qrCodeId: second.id })).toBe(second.id)
    await ask('mutation ($id: ID!) { updateQrCode(id: $id, input: { status: PAUSED }) { id } }', {
      ...{ id: code.id },
    })
    expect(await linkOf()).toBe(second.id)
    const { data } = await share(id, { channel: 'COPY_LINK' })
    const { pathname, search } = new URL(data.shareCampaign.link)
    expect((await scan(server, `${pathname}${search}`.replace('/s/', ''))).status).toBe(302)
    const { rows } = await server.database.admin.query(
      'select source from qr_scan_events where qr_code_id = $1',
      [second.id],
    )
    expect(rows).toEqual([{ source: 'LINK' }])
  })

  it('is refused without an active code, and for one of another campaign; nothing is recorded', async () => {
    const { id, code } = await aCampaignWithCode()
    const other = await createCode(server, me)
    const elsewhere = await share(id, { channel: 'X', qrCodeId: other.id })
    expect(elsewhere.errors?.[0]?.extensions).toEqual({ code: 'INVALID', field: 'qrCodeId' })
    await ask('mutation ($id: ID!) { deleteQrCode(id: $id) }', { id: code.id })
    const none = await share(id, { channel: 'X' })
    expect(none.errors?.[0]?.extensions).toEqual({ code: 'INVALID', field: 'qrCodeId' })
    expect(await sharesOf(id)).toEqual([])
  })
})

describe('Sharing by mail', () => {
  const outbox = async () =>
    (
      await server.database.admin.query(
        `select recipient, organization_id as organization from outbox
         where template = 'CAMPAIGN_SHARED' and organization_id = $1 order by recipient`,
        [me.organizationId],
      )
    ).rows
  const forget = () => server.database.admin.query('delete from outbox', [])

  it('queues one mail an address, in the organization’s name, and keeps no address in the log', async () => {
    const { id } = await aCampaignWithCode()
    const to = ['Ann@Example.com', 'ben@example.com', 'ann@example.com']
    const { data } = await share(id, { channel: 'EMAIL', message: 'Look', to })
    expect(data.shareCampaign.url).toBe(data.shareCampaign.link)
    expect(await outbox()).toEqual([
      { recipient: 'ann@example.com', organization: me.organizationId },
      { recipient: 'ben@example.com', organization: me.organizationId },
    ])
    const { rows } = await server.database.admin.query(
      'select metadata from activity_log where entity_id = $1 and action = $2',
      [id, 'CAMPAIGN_SHARED'],
    )
    expect(rows[0].metadata).toMatchObject({ channel: 'EMAIL', recipients: 2 })
    expect(JSON.stringify(rows)).not.toContain('example.com')
    await forget()
  })

  it('is for organizations older than a day; a new one copies the link meanwhile', async () => {
    const fresh = await signUp(server)
    const campaign = await createCampaign(server, fresh, { name: 'Soup' })
    await createCode(server, fresh, { campaignId: campaign.id })
    const mail = (to: string[]) =>
      server.send(
        'mutation ($id: ID!, $input: ShareCampaignInput!) { shareCampaign(id: $id, input: $input) { sentTo } }',
        { id: campaign.id, input: { channel: 'EMAIL', to } },
        fresh,
      )
    const refused = await mail(['ann@example.com'])
    expect(refused.errors?.[0]?.extensions.code).toBe('FORBIDDEN')
    expect(refused.errors?.[0]?.message).toContain('Copy the link')
    expect((await mail([])).errors).toBeUndefined()
    await grow(fresh)
    expect((await mail(['ann@example.com'])).data.shareCampaign.sentTo).toBe(1)
  })

  it('carries no link but its own: refused in the message, taken out of the subject', async () => {
    const { id } = await aCampaignWithCode()
    const to = ['carl@example.com']
    for (const message of ['See https://evil.example', 'See WWW.evil.example']) {
      const { errors } = await share(id, { channel: 'EMAIL', to, message })
      expect(errors?.[0]?.extensions).toEqual({ code: 'INVALID', field: 'message' })
    }
    const named = await createCampaign(server, me, { name: 'Win https://www.evil.example' })
    await createCode(server, me, { campaignId: named.id })
    expect((await share(named.id, { channel: 'EMAIL', to })).errors).toBeUndefined()
    const [mail] = await mailsTo(server, 'carl@example.com')
    expect(mail?.subject).toContain('Win https evil.example')
    await forget()
  })

  it('refuses what is no address, too many, and addresses for a network; nothing is sent', async () => {
    const { id } = await aCampaignWithCode()
    const eleven = Array.from({ length: 11 }, (_, n) => `p${n}@example.com`)
    for (const input of [
      { channel: 'EMAIL', to: ['ann@example.com', 'nobody'] },
      { channel: 'EMAIL', to: ['a@example.com\r\nBcc: b@example.com'] },
      { channel: 'EMAIL', to: eleven },
      { channel: 'X', to: ['ann@example.com'] },
    ]) {
      const { errors } = await share(id, input)
      expect(errors?.[0]?.extensions.code, JSON.stringify(input)).toBe('INVALID')
      expect(errors?.[0]?.extensions.field).toMatch(/^to\b/)
    }
    expect(await outbox()).toEqual([])
    expect(await sharesOf(id)).toEqual([])
  })

  it('ends at fifty addresses an hour, however many are sent at once, and whatever a tool writes', async () => {
    const { id } = await aCampaignWithCode()
    await server.database.admin.query(
      `update activity_log set created_at = created_at - interval '2 hours' where organization_id = $1`,
      [me.organizationId],
    )
    for (const recipients of [-1_000_000, 'many', null])
      await ask(
        'mutation ($input: RecordActivityInput!) { recordActivity(input: $input) { id } }',
        {
          input: { action: 'CAMPAIGN_SHARED', entityType: 'campaign', metadata: { recipients } },
        },
      )
    const ten = (name: number) => Array.from({ length: 10 }, (_, n) => `p${name}-${n}@example.com`)
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => share(id, { channel: 'EMAIL', to: ten(n) })),
    )
    const refused = answers.flatMap(({ errors }) => errors ?? [])
    expect(refused.map(({ extensions }) => extensions.code)).toEqual([
      ...['RATE_LIMITED', 'RATE_LIMITED', 'RATE_LIMITED'],
    ])
    expect(refused[0]?.extensions.retryAfter).toBeGreaterThan(3_500)
    expect(await outbox()).toHaveLength(50)
    expect((await share(id, { channel: 'EMAIL' })).errors).toBeUndefined()
  })
})
