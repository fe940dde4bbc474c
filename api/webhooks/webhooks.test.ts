import { Webhook as Verifier } from 'standardwebhooks'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withTenant } from '../../db/connections.ts'
import type { ExportStatus } from '../../db/types.ts'
import { until } from '../intake/testing.ts'
import { keepHouse } from '../maintenance.ts'
import {
  type Answer,
  addColleague,
  aServer,
  type Member,
  mailsTo,
  signUp,
  type TestServer,
} from '../testing.ts'
import { waitAfter } from './deliver.ts'
import { announceExport } from './log.ts'
import { aReceiver, localReach, type Received, type Receiver } from './testing.ts'

let server: TestServer
let receiver: Receiver
let me: Member
beforeAll(async () => {
  receiver = await aReceiver()
  server = await aServer({}, undefined, 0, localReach)
})
beforeEach(async () => {
  me = await signUp(server)
  receiver.received.length = 0
  receiver.answer = () => ({ status: 200 })
})
afterAll(async () => {
  await receiver.stop()
  await server.stop()
})

const admin = (text: string, values: unknown[] = []) => server.database.admin.query(text, values)
const ask = (query: string, variables: object = {}, as = me) => server.send(query, variables, as)
const codeOf = (answer: Answer) => answer.errors?.[0]?.extensions.code ?? 'OK'
const create = (input: object, as = me) =>
  ask(
    'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { secret webhook { id url version } } }',
    { input },
    as,
  )
async function aWebhook(input: object = {}): Promise<{ id: string; secret: string }> {
  const { data } = await create({ url: `${receiver.url}${me.memberId}`, ...input })
  return { id: data.createWebhook.webhook.id, secret: data.createWebhook.secret }
}
const change = (id: string, input: object) =>
  ask(
    'mutation ($id: ID!, $input: UpdateWebhookInput!) { updateWebhook(id: $id, input: $input) { version isEnabled } }',
    { id, input },
  )
const test = async (id: string) =>
  (await ask('mutation ($id: ID!) { testWebhook(id: $id) { id } }', { id })).data.testWebhook.id
const redeliver = (id: string) =>
  ask('mutation ($id: ID!) { redeliverWebhook(id: $id) { id state } }', { id })

async function theWebhook() {
  const { data } = await ask(
    `{ organization { webhooks { nodes { id isEnabled disabledReason lastDelivery { id }
      deliveries { totalCount nodes { id event state attempts responseStatus responseExcerpt error nextAt } } } } } }`,
  )
  const [webhook] = data.organization.webhooks.nodes
  return { ...webhook, deliveries: webhook.deliveries.nodes }
}

/** An export of mine ends, as the engine tells it. */
const ended = async (status: ExportStatus = 'READY') => {
  const id = uuidv7()
  const what = { dataset: 'TEAM', format: 'CSV' } as const
  const row = { organization_id: me.organizationId, id, status, ...what }
  await withTenant(server.database.pools, me, (db) => announceExport(db, row))
  return id
}

/** The next attempt comes now and not when its time has come. */
async function hasten(): Promise<void> {
  await admin(`update webhook_deliveries set next_at = now() where next_at is not null`)
  await admin(
    `select graphile_worker.reschedule_jobs(array(select jobs.id from graphile_worker._private_jobs as jobs
       join graphile_worker._private_tasks as tasks on tasks.id = task_id where identifier = 'deliver_webhook'), run_at := now())`,
  )
  await admin(`select pg_notify('jobs:insert', '{"count":1}')`)
}

const verified = (secret: string, { headers, body }: Received) =>
  new Verifier(secret).verify(body, headers as Record<string, string>)

describe('A webhook', () => {
  it('hears of every export that ended, thinly, and any library can verify it', async () => {
    const { secret } = await aWebhook()
    await aForeignWebhook()
    const [ready, failed] = [await anExport(), await ended('FAILED')]
    await ended('CANCELLED')
    await until(() => receiver.received.length === 2)
    const [first, second] = receiver.received as [Received, Received]
    expect([first.path, second.path]).toEqual([`/${me.memberId}`, `/${me.memberId}`])
    expect(verified(secret, first)).toEqual({
      type: 'export.completed',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: { id: ready, status: 'READY', dataset: 'TEAM', format: 'CSV' },
    })
    expect(verified(secret, second)).toMatchObject({ type: 'export.failed', data: { id: failed } })
    expect(first.headers['content-type']).toBe('application/json')
    expect(() => verified(secret, { ...first, body: `${first.body} ` })).toThrow()
    await until(async () => (await theWebhook()).deliveries.every(isOver))
    const { deliveries, lastDelivery } = await theWebhook()
    expect(deliveries.map(({ id }: { id: string }) => id)).toEqual(
      [second, first].map(({ headers }) => headers['webhook-id']),
    )
    expect(lastDelivery.id).toBe(deliveries[0].id)
  })

  /** Made while it is fetched for the first time. */
  async function anExport(): Promise<string> {
    const { data } = await ask(
      'mutation { requestExport(input: { dataset: TEAM, format: CSV }) { id downloadUrl } }',
    )
    const { id, downloadUrl } = data.requestExport
    const { pathname, search } = new URL(downloadUrl)
    for (const _twice of [1, 2]) await (await fetch(`${server.url}${pathname}${search}`)).text()
    return id
  }

  async function aForeignWebhook(): Promise<void> {
    const other = await signUp(server)
    await create({ url: `${receiver.url}foreign` }, other)
  }
  const isOver = ({ state }: { state: string }) => state !== 'PENDING'

  it('hears only what it asked for, and nothing while it is off', async () => {
    const { id } = await aWebhook({ events: ['EXPORT_FAILED'] })
    await ended()
    await ended('FAILED')
    // What still waits when it is switched off is not sent any more.
    await until(() => receiver.received.length === 1)
    await change(id, { events: ['EXPORT_COMPLETED', 'EXPORT_FAILED'], isEnabled: false })
    await ended()
    const { deliveries } = await theWebhook()
    expect(deliveries.map(({ event }: { event: string }) => event)).toEqual(['export.failed'])
  })

  it('shows its secret once, and keeps it where no copy of the database can read it', async () => {
    const { id, secret } = await aWebhook()
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const { rows } = await admin('select * from webhooks where id = $1', [id])
    const kept = JSON.stringify(rows[0]) + rows[0].secret_sealed.toString('latin1')
    expect(kept).not.toContain(secret.slice(6))
    expect(rows[0].secret_sealed.includes(Buffer.from(secret.slice(6), 'base64'))).toBe(false)
    const { rows: lines } = await admin(
      `select metadata from activity_log where entity_id = $1 and action = 'WEBHOOK_CREATED'`,
      [id],
    )
    expect(lines).toEqual([{ metadata: { name: '127.0.0.1' } }])
  })

  it('signs with both secrets for a day after a rotation, and then with the new one only', async () => {
    const { id, secret } = await aWebhook()
    const rotated = await ask('mutation ($id: ID!) { rotateWebhookSecret(id: $id) { secret } }', {
      id,
    })
    const fresh = rotated.data.rotateWebhookSecret.secret
    expect(fresh).not.toBe(secret)
    await test(id)
    await until(() => receiver.received.length === 1)
    const [both] = receiver.received as [Received]
    expect(both.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/)
    for (const each of [secret, fresh]) expect(verified(each, both)).toBeTruthy()
    await admin(`update webhooks set previous_until = now() where id = $1`, [id])
    await test(id)
    await until(() => receiver.received.length === 2)
    const [, one] = receiver.received as [Received, Received]
    expect(verified(fresh, one)).toBeTruthy()
    expect(() => verified(secret, one)).toThrow()
  })

  it('is refused where it cannot lead, twice, as the eleventh, and to who does not run the organization', async () => {
    for (const url of ['http://10.0.0.1/', 'https://localhost/', 'https://a:b@example.com/', 'x'])
      expect((await create({ url })).errors?.[0]?.extensions).toMatchObject({
        code: 'INVALID',
        field: 'url',
      })
    expect(codeOf(await create({ url: 'https://example.com/0', events: [] }))).toBe('INVALID')
    const twice = await Promise.all([1, 2].map(() => create({ url: 'https://example.com/0' })))
    expect(twice.map(codeOf).sort()).toEqual(['CONFLICT', 'OK'])
    const many = await Promise.all(
      Array.from({ length: 12 }, (_, n) => create({ url: `https://example.com/${n + 1}` })),
    )
    expect(many.filter((each) => codeOf(each) === 'OK')).toHaveLength(9)
    expect(many.filter((each) => codeOf(each) === 'LIMIT_REACHED')).toHaveLength(3)
    const editor = await addColleague(server, me, 'EDITOR')
    const seen = await ask('{ organization { webhooks { totalCount } } }', {}, editor)
    expect(codeOf(seen)).toBe('FORBIDDEN')
  })

  it('changed by two at once is changed by one, and moves nowhere that is taken', async () => {
    const { id } = await aWebhook()
    await create({ url: 'https://example.com/taken' })
    const both = await Promise.all(
      ['a', 'b'].map((description) => change(id, { description, version: 1 })),
    )
    expect(both.map(codeOf).sort()).toEqual(['CONFLICT', 'OK'])
    expect(codeOf(await change(id, { url: 'https://example.com/taken' }))).toBe('CONFLICT')
    expect(codeOf(await change(id, { url: 'http://192.168.0.1/' }))).toBe('INVALID')
  })
})

describe('A message that did not arrive', () => {
  it('is sent again with the same id and a fresh time, and waits longer each time', async () => {
    const { secret } = await aWebhook()
    receiver.answer = () => ({ status: receiver.received.length < 3 ? 503 : 204, body: 'later' })
    await ended()
    for (const n of [1, 2]) {
      await until(async () => (await theWebhook()).deliveries[0].responseStatus !== null)
      await until(async () => (await theWebhook()).deliveries[0].attempts === n)
      const [row] = (await theWebhook()).deliveries
      expect(row).toMatchObject({ state: 'PENDING', responseStatus: 503, responseExcerpt: 'later' })
      await hasten()
    }
    await until(async () => (await theWebhook()).deliveries[0].state === 'SUCCEEDED')
    const [row] = (await theWebhook()).deliveries
    expect(row).toMatchObject({ attempts: 3, responseStatus: 204, nextAt: null })
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([
      ...[row.id, row.id, row.id],
    ])
    for (const each of receiver.received) expect(verified(secret, each)).toBeTruthy()
    const [bodies] = [new Set(receiver.received.map(({ body }) => body))]
    expect(bodies.size).toBe(1)
  })

  it('is given up after ten attempts in three days; the webhook is switched off and its maker told', async () => {
    const { id } = await aWebhook()
    receiver.answer = () => ({ status: 302, location: receiver.url })
    await ended()
    for (let n = 1; n <= 10; n++) {
      await until(() => receiver.received.length === n)
      await until(async () => {
        const [row] = (await theWebhook()).deliveries
        return row.attempts === n && row.error !== null
      })
      if (n < 10) await hasten()
    }
    await until(async () => !(await theWebhook()).isEnabled)
    const { deliveries, disabledReason } = await theWebhook()
    expect(deliveries[0]).toMatchObject({
      ...{ state: 'FAILED', attempts: 10, responseStatus: 302 },
      error: 'Redirects are not followed.',
    })
    expect(disabledReason).toContain('three days')
    const mails = await mailsTo(server, me.email)
    expect(mails.map(({ template }) => template)).toEqual(['WEBHOOK_DISABLED'])
    expect(mails[0]?.text).toContain('127.0.0.1')
    expect(mails[0]?.text).toContain('/settings/webhooks')
    const line = await ask(
      '{ organization { activities(action: "WEBHOOK_DISABLED") { nodes { memberName member { id } } } } }',
    )
    expect(line.data.organization.activities.nodes).toEqual([
      { memberName: 'Outbound Impact', member: null },
    ])
    // Off it sends nothing again; on it does, under the same id.
    expect(codeOf(await redeliver(deliveries[0].id))).toBe('INVALID')
    receiver.answer = () => ({ status: 200 })
    await change(id, { isEnabled: true })
    const twice = await Promise.all([1, 2].map(() => redeliver(deliveries[0].id)))
    expect(twice.map(codeOf)).toEqual(['OK', 'OK'])
    await until(async () => (await theWebhook()).deliveries[0].state === 'SUCCEEDED')
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  })

  it('switches nothing off where others arrived meanwhile', async () => {
    const { id } = await aWebhook()
    receiver.answer = ({ body }) => ({ status: body.includes('export.failed') ? 500 : 200 })
    await ended('FAILED')
    // Noted, so that nothing is under way: the next attempt is five seconds off, and the last.
    await until(async () => (await theWebhook()).deliveries[0].responseStatus === 500)
    await admin('update webhook_deliveries set step = 9 where webhook_id = $1', [id])
    await ended()
    await until(async () => (await theWebhook()).deliveries[0].state === 'SUCCEEDED')
    await hasten()
    await until(async () => (await theWebhook()).deliveries[1].state === 'FAILED')
    expect((await theWebhook()).isEnabled).toBe(true)
  })

  it('with 410 is over at once, and what else waits is not sent', async () => {
    await aWebhook()
    receiver.answer = ({ body }) => ({ status: body.includes('export.failed') ? 500 : 410 })
    await ended('FAILED')
    await until(async () => (await theWebhook()).deliveries[0].responseStatus === 500)
    await ended()
    await until(async () => (await theWebhook()).deliveries[0].state === 'FAILED')
    expect(await theWebhook()).toMatchObject({
      isEnabled: false,
      disabledReason: expect.stringContaining('410'),
    })
    await hasten()
    await until(async () => (await theWebhook()).deliveries[1].state === 'CANCELLED')
    expect(receiver.received).toHaveLength(2)
  })

  it('is found again when its job is gone', async () => {
    const { id } = await aWebhook()
    receiver.answer = () => ({ status: receiver.received.length === 1 ? 500 : 200 })
    await ended()
    await until(async () => (await theWebhook()).deliveries[0].responseStatus === 500)
    await admin(
      `select graphile_worker.complete_jobs(array(select id from graphile_worker._private_jobs))`,
    )
    await admin(
      `update webhook_deliveries set next_at = now() - interval '11 minutes' where webhook_id = $1`,
      [id],
    )
    await admin(`select app.enqueue_platform('deliver_forgotten_webhooks', '{}', null)`)
    await until(async () => (await theWebhook()).deliveries[0].state === 'SUCCEEDED')
  })

  it('is a test only once, and a second click sends no second one', async () => {
    const { id } = await aWebhook()
    receiver.answer = () => undefined
    const [first, second] = [await test(id), await test(id)]
    expect(second).toBe(first)
    await until(() => receiver.received.length === 1)
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({
      type: 'webhook.test',
      data: { webhookId: id },
    })
  })

  it('is forgotten after thirty days, and with its webhook', async () => {
    const { id } = await aWebhook()
    await ended()
    await ended()
    await until(() => receiver.received.length === 2)
    const [old] = (await theWebhook()).deliveries
    await admin(
      `update webhook_deliveries set created_at = now() - interval '31 days' where id = $1`,
      [old.id],
    )
    await keepHouse(server.database.pools, (step, error) => {
      throw new Error(step, { cause: error })
    })
    expect((await theWebhook()).deliveries).toHaveLength(1)
    await ask('mutation ($id: ID!) { deleteWebhook(id: $id) }', { id })
    const { rowCount } = await admin('select from webhook_deliveries where webhook_id = $1', [id])
    expect(rowCount).toBe(0)
  })
})

describe('The row of attempts', () => {
  it('is that of Standard Webhooks, a tenth more or less', () => {
    const expected = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]
    for (const [step, seconds] of expected.entries()) {
      const [least, most] = [waitAfter(step, 0) ?? 0, waitAfter(step, 0.999_999) ?? 0]
      expect(Math.abs(least / 1_000 / seconds - 0.9)).toBeLessThan(0.001)
      expect(Math.abs(most / 1_000 / seconds - 1.1)).toBeLessThan(0.001)
    }
    expect(waitAfter(9, 0)).toBeNull()
  })
})
