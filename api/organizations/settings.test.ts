import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Answer,
  addColleague,
  aServer,
  createCode,
  iphone,
  type Member,
  signUp,
  type TestServer,
} from '../testing.ts'

let server: TestServer
let owner: Member
beforeAll(async () => {
  server = await aServer({ TRUSTED_PROXIES: '127.0.0.0/8,::1/128' })
  owner = await signUp(server)
})
afterAll(() => server.stop())

const settings = `name email phone billingAddress country timezone nextTimezone { timezone from } excludedAddresses version
  dataSharing { isOn isConsentRequired decidedAt decidedBy { id } }`
const update = (input: object, as: Member = owner) =>
  server.send(
    `mutation ($input: UpdateOrganizationInput!) { updateOrganization(input: $input) { ${settings} } }`,
    { input },
    as,
  )
const read = async (as: Member = owner) =>
  (await server.send(`{ organization { ${settings} requestedPlan { id } } }`, {}, as)).data
    .organization
const extensions = (answer: Answer) => answer.errors?.[0]?.extensions
const lines = async (as: Member = owner) => {
  const { data } = await server.send(
    '{ organization { activities(first: 100, entityType: "organization") { nodes { action metadata } } } }',
    {},
    as,
  )
  return data.organization.activities.nodes as { action: string; metadata: unknown }[]
}

describe('The settings of an organization', () => {
  it('are changed field by field, cleaned, and leave a line that says which', async () => {
    const { data } = await update({
      name: ' Damrak\u200B  Bakery ',
      email: ' Hello@Bakery.Example ',
      billingAddress: 'Damrak 1\r\n1012 LG Amsterdam\n',
      phone: '',
    })
    expect(data.updateOrganization).toMatchObject({
      name: 'Damrak Bakery',
      email: 'hello@bakery.example',
      billingAddress: 'Damrak 1\n1012 LG Amsterdam',
      phone: null,
    })
    expect((await lines())[0]).toEqual({
      action: 'ORGANIZATION_UPDATED',
      metadata: { name: 'Damrak Bakery', changed: ['name', 'email', 'phone', 'billingAddress'] },
    })
    expect((await update({ billingAddress: null })).data.updateOrganization).toMatchObject({
      name: 'Damrak Bakery',
      billingAddress: null,
    })
  })

  const wrong: [object, string][] = [
    [{ name: ' \u200B\u202E ' }, 'name'],
    [{ name: 'x'.repeat(201) }, 'name'],
    [{ email: 'nobody' }, 'email'],
    [{ phone: '5'.repeat(51) }, 'phone'],
    [{ billingAddress: 'x'.repeat(1_001) }, 'billingAddress'],
    [{ timezone: 'Mars/Olympus' }, 'timezone'],
    [{ country: 'XX' }, 'country'],
    [{ country: 'UK' }, 'country'],
    [{ excludedAddresses: ['203.0.113.7', 'the office'] }, 'excludedAddresses.1'],
    [{ excludedAddresses: ['0.0.0.0/0'] }, 'excludedAddresses.0'],
    [
      { excludedAddresses: Array.from({ length: 101 }, (_, n) => `10.0.0.${n}`) },
      'excludedAddresses',
    ],
  ]
  it.each(wrong)('refuse %j on its field, and stay as they were', async (input, field) => {
    const before = await read()
    expect(extensions(await update(input))).toEqual({ code: 'INVALID', field })
    expect(await read()).toEqual(before)
  })

  it('let one of two editors win, and tell the other', async () => {
    const admin = await addColleague(server, owner, 'ADMIN')
    const { version } = await read()
    const answers = await Promise.all([
      update({ phone: '555-0101', version }, owner),
      update({ phone: '555-0102', version }, admin),
    ])
    expect(answers.map((answer) => extensions(answer)?.code ?? 'OK').sort()).toEqual([
      'CONFLICT',
      'OK',
    ])
    const winner = answers.find((answer) => !answer.errors)
    expect((await read()).phone).toBe(winner?.data.updateOrganization.phone)
    expect((await read()).version).toBe(version + 1)
  })

  it('touch no other organization', async () => {
    const stranger = await signUp(server)
    const before = await read(stranger)
    await update({ name: 'Ours', phone: '555-0103', excludedAddresses: ['198.51.100.0/24'] })
    expect(await read(stranger)).toEqual(before)
  })
})

describe('A changed time zone', () => {
  it('holds from the next midnight of the old one, and the last choice of a day counts', async () => {
    const zoned = await signUp(server, { timezone: 'America/Chicago' })
    const { data } = await update({ timezone: 'Asia/Kolkata' }, zoned)
    expect(data.updateOrganization.timezone).toBe('America/Chicago')
    const { timezone, from } = data.updateOrganization.nextTimezone
    expect(timezone).toBe('Asia/Kolkata')
    const clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'America/Chicago',
      timeStyle: 'medium',
    })
    expect(clock.format(new Date(from))).toBe('00:00:00')
    expect(Date.parse(from) - Date.now()).toBeGreaterThan(0)
    expect(Date.parse(from) - Date.now()).toBeLessThanOrEqual(25 * 3_600_000)
    const again = await update({ timezone: 'Europe/Kyiv' }, zoned)
    expect(again.data.updateOrganization.nextTimezone).toEqual({ timezone: 'Europe/Kyiv', from })
    const back = await update({ timezone: 'America/Chicago' }, zoned)
    expect(back.data.updateOrganization.nextTimezone).toBe(null)
  })

  it('is the zone that is shown once that midnight has passed', async () => {
    const zoned = await signUp(server, { timezone: 'America/Chicago' })
    await update({ timezone: 'Asia/Kolkata' }, zoned)
    await server.database.admin.query(
      `update organization_timezones set from_at = now() - interval '1 hour'
       where organization_id = $1 and from_at > now()`,
      [zoned.organizationId],
    )
    expect(await read(zoned)).toMatchObject({ timezone: 'Asia/Kolkata', nextTimezone: null })
  })
})

describe('An excluded address', () => {
  const scan = (slug: string, address: string) =>
    fetch(`${server.url}/s/${slug}`, {
      headers: { 'user-agent': iphone, 'x-forwarded-for': address },
      redirect: 'manual',
    })
  const classes = async (as: Member) => {
    const { data } = await server.send(
      '{ organization { scans(first: 10, filter: { classifications: [HUMAN, EXCLUDED] }) { nodes { classification reason } } } }',
      {},
      as,
    )
    return data.organization.scans.nodes
  }

  it('is offered, stored as its network once, and counts no more from the next hit on', async () => {
    const mine = await signUp(server)
    const { slug } = await createCode(server, mine)
    await scan(slug, '198.51.100.9')
    expect(await classes(mine)).toEqual([{ classification: 'HUMAN', reason: null }])
    const asked = await server.send(
      '{ organization { yourAddress } }',
      {},
      { ...mine, headers: { 'x-forwarded-for': '198.51.100.9' } },
    )
    expect(asked.data.organization.yourAddress).toBe('198.51.100.9')
    const { data } = await update(
      { excludedAddresses: ['198.51.100.77/24', '198.51.100.0/24', '2001:DB8::1'] },
      mine,
    )
    expect(data.updateOrganization.excludedAddresses).toEqual([
      '198.51.100.0/24',
      '2001:db8::1/128',
    ])
    expect((await scan(slug, '198.51.100.200')).status).toBe(302)
    expect((await classes(mine))[0]).toEqual({
      classification: 'EXCLUDED',
      reason: 'excluded:address',
    })
    await update({ excludedAddresses: [] }, mine)
    await scan(slug, '198.51.100.201')
    expect((await classes(mine))[0].classification).toBe('HUMAN')
  })
})

describe('Data sharing', () => {
  const from = (address: string) => ({ 'x-forwarded-for': address })
  /** Somebody who signs up from a place. */
  async function signUpFrom(address: string): Promise<Member> {
    const email = `owner-${address}@example.test`
    const names = { companyName: 'Company', companyEmail: email, fullName: 'Owner', email }
    const answer = await server.send(
      `mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken member { id organization { id } } } }`,
      { input: { ...names, password: 'crimson-otter-weaves-baskets' } },
      { headers: from(address) },
    )
    const { accessToken, member } = answer.data.signUp
    return {
      token: accessToken,
      cookie: '',
      email,
      memberId: member.id,
      organizationId: member.organization.id,
    }
  }

  it('waits for a yes where consent is asked for, and remembers whose it was', async () => {
    const dutch = await signUpFrom('145.97.39.155')
    expect(await read(dutch)).toMatchObject({
      country: 'NL',
      dataSharing: { isOn: false, isConsentRequired: true, decidedAt: null, decidedBy: null },
    })
    const { data } = await update({ sharesData: true }, dutch)
    expect(data.updateOrganization.dataSharing).toMatchObject({
      isOn: true,
      decidedAt: expect.any(String),
      decidedBy: { id: dutch.memberId },
    })
    expect((await lines(dutch))[0]).toEqual({
      action: 'DATA_SHARING_ALLOWED',
      metadata: { country: 'NL' },
    })
  })

  it('is on elsewhere until somebody says no, and a no stays', async () => {
    const american = await signUpFrom('8.8.8.8')
    expect(await read(american)).toMatchObject({
      country: 'US',
      dataSharing: { isOn: true, isConsentRequired: false },
    })
    await update({ sharesData: false }, american)
    expect((await read(american)).dataSharing.isOn).toBe(false)
    expect((await lines(american))[0]?.action).toBe('DATA_SHARING_REFUSED')
  })

  it('ends by itself when the country becomes one that asks for consent', async () => {
    const mover = await signUpFrom('8.8.4.4')
    for (const country of ['DE', 'GB', 'NO', 'CH', null]) {
      const { data } = await update({ country }, mover)
      expect(data.updateOrganization.dataSharing).toMatchObject({
        isOn: false,
        isConsentRequired: true,
      })
    }
    expect((await update({ country: 'us' }, mover)).data.updateOrganization).toMatchObject({
      country: 'US',
      dataSharing: { isOn: true },
    })
  })
})

describe('A wish for another plan', () => {
  const wish = (planId: string | null, as: Member = owner) =>
    server.send(
      'mutation ($planId: ID) { requestPlan(planId: $planId) { plan { id } requestedPlan { id } } }',
      { planId },
      as,
    )

  it('is kept, shown, said once, taken back, and changes no plan', async () => {
    const mine = await signUp(server)
    const { plans } = (await server.send('{ plans { id isDefault } }')).data
    const other = plans.find((plan: { isDefault: boolean }) => !plan.isDefault).id
    const own = plans.find((plan: { isDefault: boolean }) => plan.isDefault).id
    const before = await server.send('{ organization { plan { id } } }', {}, mine)
    await Promise.all([wish(other, mine), wish(other, mine)])
    expect((await read(mine)).requestedPlan).toEqual({ id: other })
    expect((await wish(null, mine)).data.requestPlan.requestedPlan).toBe(null)
    const after = await server.send('{ organization { plan { id } } }', {}, mine)
    expect(after.data).toEqual(before.data)
    const said = (await lines(mine)).map(({ action }) => action)
    expect(said.filter((action) => action === 'PLAN_REQUEST_CANCELLED')).toHaveLength(1)
    expect(extensions(await wish(own, mine))).toEqual({ code: 'INVALID', field: 'planId' })
    expect(extensions(await wish('gold', mine))).toEqual({ code: 'INVALID', field: 'planId' })
  })
})
