import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { withTenant } from '../../db/connections.ts'
import { aDatabase, anOrganization, type TestDatabase, testSecret } from '../../db/testing.ts'
import { until } from '../intake/testing.ts'
import { insertDelivery } from './log.ts'
import { insertWebhook } from './queries.ts'
import { newSecret, sealSecret } from './secrets.ts'
import { aReceiver, type Receiver } from './testing.ts'

let database: TestDatabase
let receiver: Receiver
beforeAll(async () => {
  database = await aDatabase()
  receiver = await aReceiver()
})
afterAll(async () => {
  await receiver.stop()
  await database.drop()
})

function aProcess() {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'runner.ts')], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: database.adminUrl,
      SECRET_KEY: testSecret.toString('base64'),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  return () => {
    child.kill('SIGKILL')
    return exited
  }
}

it('A message on its way when its process is killed is sent by another, with the same id, and once more at most', async () => {
  const who = await anOrganization(database)
  const webhookId = uuidv7()
  const ids = await withTenant(database.pools, who, async (db) => {
    const secretSealed = sealSecret(testSecret, webhookId, newSecret())
    const fresh = { id: webhookId, url: receiver.url, description: null, secretSealed }
    await insertWebhook(db, who, { ...fresh, events: ['EXPORT_COMPLETED'] })
    const message = { type: 'export.completed', data: {} }
    const send = () => insertDelivery(db, who.organizationId, webhookId, message)
    return [await send(), await send(), await send()]
  })
  // The first is heard and never answered, so it is on its way for as long as its process lives.
  receiver.answer = () => (receiver.received.length === 1 ? undefined : { status: 200 })
  const kill = aProcess()
  await until(() => receiver.received.length === 1, 30_000)
  await kill()
  const others = [aProcess(), aProcess()]
  const states = async () =>
    (await database.admin.query('select state from webhook_deliveries')).rows.map(
      ({ state }) => state,
    )
  await until(async () => (await states()).every((state) => state === 'SUCCEEDED'), 30_000)
  await Promise.all(others.map((each) => each()))
  const heard = receiver.received.map(({ headers }) => headers['webhook-id'])
  expect(heard).toHaveLength(4)
  expect(heard[0]).toBe(heard.slice(1).find((id) => id === heard[0]))
  expect(new Set(heard)).toEqual(new Set(ids))
}, 70_000)
