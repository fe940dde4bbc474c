import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { withAuth } from '../../db/connections.ts'
import { aDatabase, type TestDatabase, testSecret } from '../../db/testing.ts'
import { until } from '../intake/testing.ts'
import { queueMail } from '../journal/mail.ts'
import { aServer, type TestServer } from '../testing.ts'
import { anSmtpServer, type SmtpServer } from './testing.ts'

let database: TestDatabase
let smtp: SmtpServer
let server: TestServer | undefined
const children: ChildProcess[] = []
const dataDir = mkdtempSync(join(tmpdir(), 'oi-mail-'))
beforeAll(async () => {
  database = await aDatabase()
  smtp = await anSmtpServer()
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await server?.stop()
  server = undefined
})
afterAll(async () => {
  await smtp.close()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

let count = 0
async function aMail(): Promise<{ id: string; to: string }> {
  const to = `delivery-${++count}@example.test`
  const id = await withAuth(database.pools, (db) =>
    queueMail(db, {
      to,
      template: 'PASSWORD_RESET',
      variables: { url: 'https://oi.example/reset/s3cret', minutes: 30 },
    }),
  )
  return { id, to }
}

const rowOf = async (id: string) =>
  (await database.admin.query('select * from outbox where id = $1', [id])).rows[0]
const becomes = (id: string, state: string) => until(async () => (await rowOf(id)).state === state)
const jobOf = async (id: string) =>
  (
    await database.admin.query(
      `select * from graphile_worker._private_jobs where payload ->> 'mailId' = $1`,
      [id],
    )
  ).rows[0]
const hurry = () =>
  database.admin.query(
    `update graphile_worker._private_jobs set run_at = now() where locked_at is null`,
  )

describe('The server of the recipient', () => {
  it('that has no time now is asked again later, and the mail arrives once', async () => {
    server = await aServer({ SMTP_URL: smtp.url }, database)
    smtp.refuseNext(451, 421)
    const { id, to } = await aMail()
    for (const attempt of [1, 2]) {
      await until(
        async () => (await jobOf(id)).attempts === attempt && !(await jobOf(id)).locked_at,
      )
      expect(await rowOf(id)).toMatchObject({ state: 'QUEUED', attempts: attempt })
      expect((await jobOf(id)).run_at.getTime()).toBeGreaterThan(Date.now() + 1_000)
      await hurry()
    }
    await becomes(id, 'SENT')
    expect(smtp.to(to)).toHaveLength(1)
    expect(await rowOf(id)).toMatchObject({ attempts: 3, last_error: null })
  })

  it('that knows no such reader ends it at once, and what was said in it is forgotten', async () => {
    server = await aServer({ SMTP_URL: smtp.url }, database)
    smtp.refuseNext(550)
    const { id, to } = await aMail()
    await becomes(id, 'FAILED')
    const row = await rowOf(id)
    expect(row).toMatchObject({ attempts: 1, variables_sealed: null })
    expect(row.last_error).toBe('the server answered 550 to RCPT TO')
    await until(async () => (await jobOf(id)) === undefined)
    expect(smtp.to(to)).toEqual([])
  })

  it('that never has time is given up after the last attempt', async () => {
    server = await aServer({ SMTP_URL: smtp.url }, database)
    smtp.refuseNext(450, 450)
    const { id } = await aMail()
    await until(async () => (await jobOf(id))?.attempts === 1 && !(await jobOf(id)).locked_at)
    await database.admin.query(
      'update graphile_worker._private_jobs set max_attempts = 2, run_at = now()',
    )
    await becomes(id, 'FAILED')
    expect((await rowOf(id)).last_error).toBe('the server answered 450 to RCPT TO')
  })

  it('is waited for while it cannot be reached', async () => {
    const away = await anSmtpServer()
    await away.close()
    server = await aServer({ SMTP_URL: away.url }, database)
    const { id } = await aMail()
    await until(async () => (await rowOf(id)).last_error !== null)
    expect(await rowOf(id)).toMatchObject({ state: 'QUEUED', last_error: 'no answer (ESOCKET)' })
    await database.admin.query('delete from graphile_worker._private_jobs')
  })
})

describe('A password for the server', () => {
  it('is used, and a wrong one is the operator’s to mend: the mail waits', async () => {
    const locked = await anSmtpServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth({ username, password }, _session, callback) {
        if (username === 'me@x' && password === 'p:w/d') return callback(null, { user: username })
        callback(Object.assign(new Error('no'), { responseCode: 535 }))
      },
    })
    const url = (password: string) => locked.url.replace('//', `//me%40x:${password}@`)
    try {
      server = await aServer({ SMTP_URL: url('wrong') }, database)
      const { id, to } = await aMail()
      await until(async () => (await rowOf(id)).last_error !== null)
      expect(await rowOf(id)).toMatchObject({ state: 'QUEUED' })
      await until(async () => !(await jobOf(id)).locked_at)
      await server.stop()
      server = await aServer({ SMTP_URL: url('p%3Aw%2Fd') }, database)
      await hurry()
      await becomes(id, 'SENT')
      expect(locked.to(to)).toHaveLength(1)
    } finally {
      await locked.close()
    }
  })
})

/** The server in a process of its own. */
async function aChild(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../intake/runner.ts')], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: database.adminUrl,
      SECRET_KEY: testSecret.toString('base64'),
      DATA_DIR: dataDir,
      SMTP_URL: smtp.url,
      PUBLIC_URL: 'https://oi.example',
      PORT: '0',
      DEMO: '0',
      LOG_LEVEL: 'fatal',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  await new Promise((resolve, reject) => {
    child.stdout?.once('data', resolve)
    child.once('exit', () => reject(new Error('the server did not start')))
  })
  return child
}

describe('A process that is killed between the server’s yes and its own', () => {
  it('makes the mail go out twice under one Message-ID, by which it is recognized', async () => {
    const child = await aChild()
    const letGo = smtp.holdBack()
    const { id, to } = await aMail()
    const other = await database.admin.connect()
    try {
      await until(() => smtp.to(to).length === 1)
      // The server has the mail; what we would write about its yes waits behind this.
      await other.query('begin')
      await other.query('lock table outbox in share mode')
      letGo()
      const waiting = `select from pg_stat_activity where usename = 'oi_mailer' and wait_event_type = 'Lock'
        and datname = current_database()`
      await until(async () => Boolean((await database.admin.query(waiting)).rowCount))
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await gone
    } finally {
      await other.query('rollback')
      other.release()
    }
    await aChild()
    await becomes(id, 'SENT')
    const ids = smtp.to(to).map(({ headers }) => headers['message-id'])
    expect(ids).toEqual([`<${id}@oi.example>`, `<${id}@oi.example>`])
    expect(await rowOf(id)).toMatchObject({ attempts: 2, variables_sealed: null })
  })
})
