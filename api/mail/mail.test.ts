import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterTenant, withAuth, withTenant } from '../../db/connections.ts'
import { aDatabase, anOrganization, type TestDatabase, testSecret } from '../../db/testing.ts'
import { until } from '../intake/testing.ts'
import { queueMail, unsealVariables } from '../journal/mail.ts'
import { aServer, mailsTo, type TestServer } from '../testing.ts'
import { anSmtpServer, type SmtpServer } from './testing.ts'

let database: TestDatabase
let smtp: SmtpServer
let server: TestServer
beforeAll(async () => {
  database = await aDatabase()
  smtp = await anSmtpServer()
  server = await aServer({ SMTP_URL: smtp.url, PUBLIC_URL: 'https://oi.example' }, database)
})
afterAll(async () => {
  await server.stop()
  await smtp.close()
  await database.drop()
})

const secret = 'https://oi.example/invite/s3cret-t0ken'
const invitation = (to: string, name: string | null = null, inviterName = 'Ada') => ({
  to,
  name,
  template: 'INVITATION' as const,
  variables: {
    organizationName: 'Lakeshore',
    inviterName,
    role: 'editor',
    url: secret,
    expiresAt: '2030-02-03T04:05:06Z',
  },
})
const reset = (to: string) => ({
  to,
  template: 'PASSWORD_RESET' as const,
  variables: { url: secret, minutes: 30 },
})

const rowOf = async (id: string) =>
  (await database.admin.query('select * from outbox where id = $1', [id])).rows[0]

let count = 0
const anAddress = () => `reader-${++count}@example.test`

/** Queued inside an organization of its own. */
async function queued(mail = invitation(anAddress())): Promise<string> {
  const { organizationId } = await anOrganization(database)
  return withTenant(database.pools, { organizationId }, (db) =>
    queueMail(db, { ...mail, organizationId }),
  )
}

describe('A mail', () => {
  it('arrives once, to be read as text and as a page, with absolute links', async () => {
    const to = anAddress()
    const id = await queued(invitation(to, 'Grace Hopper'))
    await until(async () => (await rowOf(id)).state === 'SENT')
    const arrived = smtp.to(to)
    expect(arrived).toHaveLength(1)
    const [{ headers, text, html, envelope }] = arrived as [(typeof arrived)[number]]
    expect(headers.subject).toBe('Ada invites you to Lakeshore')
    expect(headers.to).toBe(`Grace Hopper <${to}>`)
    expect(headers.from).toBe('Outbound Impact <no-reply@oi.example>')
    expect(headers['message-id']).toBe(`<${id}@oi.example>`)
    expect(headers['auto-submitted']).toBe('auto-generated')
    expect(envelope).toEqual({ from: 'no-reply@oi.example', to: [to] })
    expect(text).toContain(`Accept the invitation:\n${secret}`)
    expect(text).toContain('holds until 3 February 2030')
    expect(html).toContain(`href="${secret}"`)
    expect(html).toContain('Lakeshore')
  })

  it('is forgotten but for who got what when', async () => {
    const id = await queued()
    await until(async () => (await rowOf(id)).state === 'SENT')
    const row = await rowOf(id)
    expect(row).toMatchObject({ variables_sealed: null, attempts: 1, last_error: null })
    expect(row.sent_at).toBeInstanceOf(Date)
    const { rows } = await database.admin.query(
      'select outbox::text as row from outbox where id = $1',
      [id],
    )
    expect(rows[0].row).not.toContain('s3cret')
  })

  it('cannot be read in the database while it waits', async () => {
    const quiet = await aDatabase()
    try {
      const { organizationId } = await anOrganization(quiet)
      const id = await withTenant(quiet.pools, { organizationId }, (db) =>
        queueMail(db, { ...invitation('waiting@example.test'), organizationId }),
      )
      const { rows } = await quiet.admin.query('select * from outbox where id = $1', [id])
      expect(rows[0].variables_sealed.toString('latin1')).not.toContain('s3cret')
      expect(unsealVariables(testSecret, rows[0])).toMatchObject({ url: secret })
      expect(() => unsealVariables(Buffer.alloc(32, 8), rows[0])).toThrow()
      const swapped = { ...rows[0], id: '00000000-0000-7000-8000-000000000000' }
      expect(() => unsealVariables(testSecret, swapped)).toThrow()
      const jobs = await quiet.admin.query('select payload from graphile_worker._private_jobs')
      expect(jobs.rows).toEqual([{ payload: { mailId: id, organizationId } }])
    } finally {
      await quiet.drop()
    }
  })

  it('does not exist when what it tells of was rolled back', async () => {
    const { organizationId } = await anOrganization(database)
    const to = anAddress()
    const failed = withTenant(database.pools, { organizationId }, async (db) => {
      await queueMail(db, { ...invitation(to), organizationId })
      throw new Error('something else went wrong')
    })
    await expect(failed).rejects.toThrow('something else')
    const { rowCount } = await database.admin.query('select from outbox where recipient = $1', [to])
    expect(rowCount).toBe(0)
    // Its job would have come before this one's, in the same lane.
    const id = await withTenant(database.pools, { organizationId }, (db) =>
      queueMail(db, { ...invitation(anAddress()), organizationId }),
    )
    await until(async () => (await rowOf(id)).state === 'SENT')
    expect(smtp.to(to)).toEqual([])
  })

  it('is an organization’s only from inside it, and nobody’s only from the auth road', async () => {
    const mine = await anOrganization(database)
    const other = await anOrganization(database)
    const write = (organizationId: string | null) =>
      withTenant(database.pools, mine, (db) =>
        queueMail(db, { ...invitation(anAddress()), organizationId: organizationId as string }),
      )
    await expect(write(other.organizationId)).rejects.toMatchObject({ code: '42501' })
    await expect(write(null)).rejects.toMatchObject({ code: '42501' })
    const onAuthRoad = (organizationId: string | null, entered: string | null) =>
      withAuth(database.pools, async (db) => {
        if (entered) await enterTenant(db, entered)
        return queueMail(db, { ...reset(anAddress()), organizationId })
      })
    await expect(onAuthRoad(other.organizationId, null)).rejects.toMatchObject({ code: '42501' })
    await expect(onAuthRoad(other.organizationId, mine.organizationId)).rejects.toMatchObject({
      code: '42501',
    })
    for (const entered of [null, mine.organizationId]) {
      const id = await onAuthRoad(null, entered)
      await until(async () => (await rowOf(id)).state === 'SENT')
      expect((await rowOf(id)).organization_id).toBeNull()
    }
    const id = await onAuthRoad(mine.organizationId, mine.organizationId)
    await until(async () => (await rowOf(id)).state === 'SENT')
  })

  it('can be read by nobody who writes one', async () => {
    const mine = await anOrganization(database)
    const read = (road: 'tenant' | 'auth') =>
      road === 'tenant'
        ? withTenant(database.pools, mine, (db) => db.selectFrom('outbox').select('id').execute())
        : withAuth(database.pools, (db) => db.selectFrom('outbox').select('id').execute())
    await expect(read('tenant')).rejects.toMatchObject({ code: '42501' })
    await expect(read('auth')).rejects.toMatchObject({ code: '42501' })
  })
})

describe('Names and words', () => {
  it('cannot break out of a header, a link or the page', async () => {
    const to = anAddress()
    const evil = 'Eve\r\nBcc: all@example.test\r\n\r\n<script>alert(1)</script>" onload="x'
    const id = await queued(invitation(to, evil, evil))
    await until(async () => (await rowOf(id)).state === 'SENT')
    const [arrived] = smtp.to(to)
    expect(arrived?.envelope.to).toEqual([to])
    expect(arrived?.headers).not.toHaveProperty('bcc')
    expect(arrived?.headers.subject).toContain('Eve Bcc: all@example.test')
    expect(arrived?.html).not.toMatch(/<script|" onload="/)
    expect(arrived?.html).toContain('&#60;script&#62;')
    expect(smtp.to('all@example.test')).toEqual([])
  })

  it('are of any script, and half a character harms nothing', async () => {
    const to = anAddress()
    const id = await queued(invitation(to, 'Βασιλική 王小明 🙂', 'Ольга \ud83d'))
    await until(async () => (await rowOf(id)).state === 'SENT')
    const [arrived] = smtp.to(to)
    expect(arrived?.headers.to).toBe(`Βασιλική 王小明 🙂 <${to}>`)
    expect(arrived?.headers.subject).toBe('Ольга \ufffd invites you to Lakeshore')
    expect(arrived?.text).toContain('Ольга \ufffd invites you')
  })

  it.each([
    'a b@example.test',
    'a@example.test,b@example.test',
    '<a@example.test>',
    'a@x\r\nb',
    'a',
  ])('the address %j is not taken', async (to) => {
    await expect(queued(invitation(to))).rejects.toMatchObject({ code: '23514' })
  })
})

describe('Without an SMTP server', () => {
  it('mails stay, can be read, and go out once there is one', async () => {
    const own = await aDatabase()
    const silent = await aServer({}, own)
    const to = anAddress()
    let id = ''
    try {
      const { organizationId } = await anOrganization(own)
      id = await withTenant(own.pools, { organizationId }, (db) =>
        queueMail(db, { ...invitation(to), organizationId }),
      )
      const jobs = 'select from graphile_worker._private_jobs where payload::text like $1'
      await until(async () => !(await own.admin.query(jobs, [`%${id}%`])).rowCount)
      const [mail] = await mailsTo(silent, to)
      expect(mail).toMatchObject({
        id,
        template: 'INVITATION',
        subject: expect.stringMatching(/invites you/),
      })
      expect(mail?.text).toContain(secret)
    } finally {
      await silent.stop()
    }
    await own.admin.query(`update outbox set created_at = now() - interval '2 minutes'`)
    const speaking = await aServer({ SMTP_URL: smtp.url }, own)
    try {
      await own.admin.query(`select app.enqueue_platform('send_waiting_mails', '{}', null)`)
      await until(() => smtp.to(to).length > 0)
      await until(async () => {
        const { rows } = await own.admin.query('select state from outbox where id = $1', [id])
        return rows[0].state === 'SENT'
      })
      expect(smtp.to(to)).toHaveLength(1)
      expect(await mailsTo(speaking, to)).toEqual([])
    } finally {
      await speaking.stop()
      await own.drop()
    }
  })
})
