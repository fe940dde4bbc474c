import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withTenant } from '../../db/connections.ts'
import { getExport } from '../export-engine/queries.ts'
import { until } from '../intake/testing.ts'
import { anSmtpServer, type SmtpServer } from '../mail/testing.ts'
import {
  type Answer,
  addColleague,
  aServer,
  type Member,
  setPlan,
  signUp,
  type TestServer,
} from '../testing.ts'
import { insertMail, mailExports, mostAttached } from './mails.ts'
import { scheduleTasks } from './run.ts'

let smtp: SmtpServer
let server: TestServer
let me: Member
beforeAll(async () => {
  smtp = await anSmtpServer()
  server = await aServer({ SMTP_URL: smtp.url })
})
beforeEach(async () => {
  me = await signUp(server)
  await setPlan(server, me, 2)
})
afterAll(async () => {
  await server.stop()
  await smtp.close()
})

const admin = (text: string, values: unknown[] = []) => server.database.admin.query(text, values)
const ask = (query: string, variables: object = {}, as = me) => server.send(query, variables, as)
const codeOf = (answer: Answer) => answer.errors?.[0]?.extensions.code ?? 'OK'
const fields = `id name every weekday dayOfMonth hour timezone range delivery isPaused pausedReason nextAt version
  recipients { id } createdBy { id } customExport { id } lastExport { id status }`
const morning = {
  ...{ name: 'Morning', dataset: 'TEAM', format: 'CSV', every: 'DAILY', hour: 6, range: 'ALL' },
}
const create = (input: object = {}, as = me) =>
  ask(
    `mutation ($input: CreateExportScheduleInput!) { createExportSchedule(input: $input) { ${fields} } }`,
    { input: { ...morning, ...input } },
    as,
  )
const aSchedule = async (input: object = {}, as = me) =>
  (await create(input, as)).data.createExportSchedule
const change = (id: string, input: object, as = me) =>
  ask(
    `mutation ($id: ID!, $input: UpdateExportScheduleInput!) { updateExportSchedule(id: $id, input: $input) { ${fields} } }`,
    { id, input },
    as,
  )
const theSchedule = async () =>
  (await ask(`{ organization { exportSchedules { nodes { ${fields} } } } }`)).data.organization
    .exportSchedules.nodes[0]
const exportsOf = async () =>
  (
    await ask(
      '{ organization { exports { nodes { id status from to fileName requestedBy { id } schedule { id } } } } }',
    )
  ).data.organization.exports.nodes

/** Its time has come, and nobody was there. */
const isDue = (id: string, ago = '1 minute') =>
  admin('update export_schedules set next_at = now() - $2::interval where id = $1', [id, ago])
const look = () => admin(`select app.enqueue_platform('find_due_schedules', '{}', null)`)
/** Runs the job of a schedule here, as another process would. */
const runHere = async (id: string) =>
  scheduleTasks(server.config).run_export_schedule?.run(
    server.database.pools,
    me.organizationId,
    { scheduleId: id },
    { id: '1', attempt: 1, isLast: false, signal: new AbortController().signal },
  )

describe('A schedule that is due', () => {
  it('orders one export however long nobody was there, and mails a link to its recipients', async () => {
    const colleague = await addColleague(server, me, 'VIEWER')
    const gone = await addColleague(server, me, 'VIEWER')
    const recipientIds = [me, colleague, gone].map(({ memberId }) => memberId)
    const { id } = await aSchedule({ recipientIds })
    await admin(`update members set status = 'DEACTIVATED' where id = $1`, [gone.memberId])
    await isDue(id, '10 days')
    await look()
    await until(() => [me, colleague].every(({ email }) => smtp.to(email).length === 1))
    const [made, ...others] = await exportsOf()
    expect(others).toEqual([])
    expect(made).toMatchObject({
      ...{ status: 'READY', from: null, to: null },
      ...{ requestedBy: { id: me.memberId }, schedule: { id } },
    })
    const [mail] = smtp.to(colleague.email)
    expect(mail?.text).toContain(`/exports?export=${made.id}`)
    expect(mail?.text).toContain(made.fileName)
    expect(mail?.headers.subject).toBe(`Morning: ${made.fileName}`)
    expect(mail?.attachments).toEqual([])
    expect(smtp.to(gone.email)).toEqual([])
    const now = await theSchedule()
    expect(now).toMatchObject({ lastExport: { id: made.id, status: 'READY' }, isPaused: false })
    expect(Date.parse(now.nextAt)).toBeGreaterThan(Date.now())
    await look()
    await runHere(id)
    expect(await exportsOf()).toHaveLength(1)
  })

  it('orders one when many look at once, and none when who ordered it was killed before the end', async () => {
    const { id } = await aSchedule()
    await isDue(id)
    // A change that leaves its hour leaves it due.
    await change(id, { name: 'Renamed' })
    const other = await server.database.admin.connect()
    await other.query('begin')
    await other.query('select from export_schedules where id = $1 for update', [id])
    const killed = expect(runHere(id)).rejects.toThrow()
    const waiting = `from pg_stat_activity where datname = current_database() and usename = 'oi_app' and wait_event_type = 'Lock'`
    await until(async () => (await admin(`select ${waiting}`)).rowCount === 1)
    await admin(`select pg_terminate_backend(pid) ${waiting}`)
    await killed
    await other.query('commit')
    other.release()
    expect(await exportsOf()).toEqual([])
    await Promise.all(Array.from({ length: 5 }, () => runHere(id)))
    expect(await exportsOf()).toHaveLength(1)
  })

  it('sends the file itself when it was wished for and is small enough, and only once it is kept', async () => {
    const { id } = await aSchedule({ delivery: 'ATTACHMENT', dataset: 'ACTIVITY', format: 'EXCEL' })
    await isDue(id)
    await look()
    await until(() => smtp.to(me.email).length === 1)
    const [mail] = smtp.to(me.email)
    const [made] = await exportsOf()
    const { downloadUrl, sizeBytes } = (
      await ask('query ($id: ID!) { export(id: $id) { downloadUrl sizeBytes } }', { id: made.id })
    ).data.export
    const { pathname, search } = new URL(downloadUrl)
    const bytes = Buffer.from(
      await (await fetch(`${server.url}${pathname}${search}`)).arrayBuffer(),
    )
    expect(mail?.attachments).toEqual([
      { name: made.fileName, type: expect.stringContaining('spreadsheetml'), content: bytes },
    ])
    expect(sizeBytes).toBe(bytes.length)
    // The words of the mail hold no copy of it.
    const tell = mailExports(server.config.publicUrl)
    await withTenant(server.database.pools, me, async (db) => {
      const row = await getExport(db, made.id)
      const recipientIds = [me.memberId]
      const wish = {
        exportId: row.id,
        scheduleId: id,
        recipientIds,
        delivery: 'ATTACHMENT',
      } as const
      await insertMail(db, me.organizationId, wish)
      await tell(db, { ...row, size_bytes: mostAttached + 1 })
    })
    await until(() => smtp.to(me.email).length === 2)
    expect(smtp.to(me.email)[1]?.attachments).toEqual([])
    expect(smtp.to(me.email)[1]?.text).not.toContain('attached')
  })

  it('of a custom export has its recipe as it is then, and pauses when that is gone', async () => {
    await setPlan(server, me, 3)
    const recipe = { dataset: 'TEAM', columns: ['email'] }
    const saved = await ask(
      'mutation ($input: CreateCustomExportInput!) { createCustomExport(input: $input) { id } }',
      { input: { name: 'Addresses', recipe } },
    )
    const { id: customExportId } = saved.data.createCustomExport
    const { id } = await aSchedule({ dataset: 'CUSTOM', customExportId, delivery: 'ATTACHMENT' })
    expect((await theSchedule()).customExport).toEqual({ id: customExportId })
    await isDue(id)
    await look()
    await until(() => smtp.to(me.email).length === 1)
    const [file] = smtp.to(me.email)[0]?.attachments ?? []
    expect(file?.content.toString()).toContain(me.email)
    expect(file?.content.toString().trim().split('\n')).toHaveLength(2)
    await ask('mutation ($id: ID!) { deleteCustomExport(id: $id) }', { id: customExportId })
    await isDue(id)
    await runHere(id)
    expect((await theSchedule()).pausedReason).toBe('Its custom export is gone or not shared.')
  })

  it('covers the period it was given, where the organization is', async () => {
    await setPlan(server, me, 3)
    await ask('mutation { updateOrganization(input: { timezone: "Asia/Kathmandu" }) { id } }')
    await admin(
      `delete from organization_timezones where organization_id = $1 and from_at > now()`,
      [me.organizationId],
    )
    await admin(
      `update organization_timezones set timezone = 'Asia/Kathmandu' where organization_id = $1`,
      [me.organizationId],
    )
    const { id } = await aSchedule({ range: 'PREVIOUS_MONTH' })
    await isDue(id)
    await runHere(id)
    const [{ from, to }] = await exportsOf()
    for (const edge of [from, to]) expect(edge).toMatch(/T18:15:00/)
    const local = (at: string) => new Date(Date.parse(at) + 20_700_000)
    expect([local(from).getUTCDate(), local(to).getUTCDate()]).toEqual([1, 1])
    expect(local(to).getUTCMonth()).toBe(local(new Date().toISOString()).getUTCMonth())
    expect((local(from).getUTCMonth() + 1) % 12).toBe(local(to).getUTCMonth())
  })
})

describe('A schedule that cannot go on', () => {
  const reasonOf = async (id: string) => {
    await isDue(id)
    await runHere(id)
    const { isPaused, pausedReason, nextAt } = await theSchedule()
    expect([isPaused, nextAt]).toEqual([true, null])
    return pausedReason
  }

  it('because the plan is smaller now pauses, tells who made it, and waits for the plan', async () => {
    const { id } = await aSchedule({ format: 'EXCEL' })
    await setPlan(server, me, 1)
    expect(await reasonOf(id)).toContain('Excel comes with')
    await until(() => smtp.to(me.email).length === 1)
    expect(smtp.to(me.email)[0]?.headers.subject).toMatch(/^A schedule of .* is paused: Morning$/)
    expect(await exportsOf()).toEqual([])
    expect(codeOf(await change(id, { isPaused: false }))).toBe('PLAN_REQUIRED')
    await setPlan(server, me, 2)
    const { data } = await change(id, { isPaused: false })
    expect(data.updateExportSchedule).toMatchObject({ isPaused: false, pausedReason: null })
    expect(Date.parse(data.updateExportSchedule.nextAt)).toBeGreaterThan(Date.now())
  })

  it('because who made it left or may not any more pauses, and whoever switches it on takes it over', async () => {
    const editor = await addColleague(server, me, 'EDITOR')
    const recipientIds = [me.memberId]
    const { id } = await aSchedule({ recipientIds }, editor)
    await admin(`update members set role = 'VIEWER' where id = $1`, [editor.memberId])
    expect(await reasonOf(id)).toContain('is a viewer now')
    await until(() => smtp.to(editor.email).length === 1)
    const mine = await change(id, { isPaused: false })
    expect(mine.data.updateExportSchedule.createdBy.id).toBe(me.memberId)
    await admin(`update export_schedules set created_by = $2 where id = $1`, [id, editor.memberId])
    await admin(`update members set status = 'DEACTIVATED' where id = $1`, [editor.memberId])
    expect(await reasonOf(id)).toContain('is not active any more')
    await until(() => smtp.to(me.email).length === 1)
    expect(smtp.to(editor.email)).toHaveLength(1)
  })

  it('because nobody would get it pauses', async () => {
    const viewer = await addColleague(server, me, 'VIEWER')
    const { id } = await aSchedule({ recipientIds: [viewer.memberId] })
    await admin(`update members set status = 'DEACTIVATED', removed_at = now() where id = $1`, [
      viewer.memberId,
    ])
    expect(await reasonOf(id)).toContain('None of its recipients')
    expect(codeOf(await change(id, { isPaused: false }))).toBe('INVALID')
  })

  it('is told of by a failed export too, which is mailed when it is made after all', async () => {
    const { id } = await aSchedule()
    await isDue(id)
    await runHere(id)
    await until(() => smtp.to(me.email).length === 1)
    const [{ id: exportId }] = await exportsOf()
    await admin('update export_mails set sent_at = null where export_id = $1', [exportId])
    const tell = mailExports(server.config.publicUrl)
    await withTenant(server.database.pools, me, async (db) => {
      const row = await getExport(db, exportId)
      await tell(db, { ...row, status: 'FAILED', failure: 'It took longer than 15 minutes.' })
      await tell(db, row)
      await tell(db, row)
    })
    await until(() => smtp.to(me.email).length === 3)
    const [, failed, ready] = smtp.to(me.email)
    expect(failed?.text).toContain('It took longer than 15 minutes.')
    expect(ready?.headers.subject).toContain('Morning: team_export')
  })
})

describe('Keeping schedules', () => {
  it('moves them with the organization’s clock', async () => {
    const weekday = (new Date().getUTCDay() + 3) % 7 || 7
    const { nextAt } = await aSchedule({ every: 'WEEKLY', weekday, hour: 9 })
    expect(nextAt).toMatch(/T09:00:00/)
    await ask('mutation { updateOrganization(input: { timezone: "Asia/Kathmandu" }) { id } }')
    expect((await theSchedule()).nextAt).toMatch(/T03:15:00/)
  })

  it('refuses what makes no sense, what is there already and what the plan does not have', async () => {
    const foreign = (await signUp(server)).memberId
    const refused: [object, string, string?][] = [
      [{ hour: 24 }, 'INVALID', 'hour'],
      [{ every: 'WEEKLY' }, 'INVALID', 'weekday'],
      [{ every: 'MONTHLY', dayOfMonth: 32 }, 'INVALID', 'dayOfMonth'],
      [{ dayOfMonth: 1 }, 'INVALID', 'dayOfMonth'],
      [{ name: ' ' }, 'INVALID', 'name'],
      [{ recipientIds: [] }, 'INVALID', 'recipientIds'],
      [{ recipientIds: [me.memberId, foreign] }, 'INVALID', 'recipientIds'],
      [{ format: 'PDF' }, 'PLAN_REQUIRED'],
      [{ customExportId: foreign }, 'INVALID', 'recipe'],
    ]
    for (const [input, code, field] of refused) {
      const { extensions } = (await create(input)).errors?.[0] ?? {}
      expect([extensions?.code, extensions?.field]).toEqual([code, field])
    }
    const twice = await Promise.all([create(), create()])
    expect(twice.map(codeOf).sort()).toEqual(['CONFLICT', 'OK'])
    const other = await aSchedule({ name: 'Other' })
    expect(codeOf(await change(other.id, { name: 'Morning' }))).toBe('CONFLICT')
    const both = await Promise.all([5, 7].map((hour) => change(other.id, { hour, version: 1 })))
    expect(both.map(codeOf).sort()).toEqual(['CONFLICT', 'OK'])
    const monthly = await change(other.id, { every: 'MONTHLY', dayOfMonth: 31 })
    expect(monthly.data.updateExportSchedule).toMatchObject({ dayOfMonth: 31, weekday: null })
    await admin(
      `insert into export_schedules select (jsonb_populate_record(export_schedules, jsonb_build_object(
         'id', gen_random_uuid(), 'name', 'Copy ' || n))).* from export_schedules, generate_series(1, 48) as n where id = $1`,
      [other.id],
    )
    expect(codeOf(await create({ name: 'The 51st' }))).toBe('LIMIT_REACHED')
  })

  it('runs one now without touching its hour, and a second click runs no second', async () => {
    const { id, nextAt } = await aSchedule()
    const run = () => ask('mutation ($id: ID!) { runExportSchedule(id: $id) { id } }', { id })
    const both = await Promise.all([run(), run()])
    expect(new Set(both.map(({ data }) => data.runExportSchedule.id)).size).toBe(1)
    expect((await theSchedule()).nextAt).toBe(nextAt)
    await until(() => smtp.to(me.email).length === 1)
    await ask('mutation ($id: ID!) { deleteExportSchedule(id: $id) }', { id })
    expect(await exportsOf()).toMatchObject([{ schedule: null }])
  })
})

describe('An export that somebody waits for', () => {
  const mail = (id: string, as = me) =>
    ask('mutation ($id: ID!) { mailExport(id: $id) { id } }', { id }, as)

  it('is made for the mail, mailed once, and to each who asks', async () => {
    const { data } = await ask(
      'mutation { requestExport(input: { dataset: TEAM, format: CSV }) { id } }',
    )
    const { id } = data.requestExport
    const colleague = await addColleague(server, me, 'VIEWER')
    await Promise.all([mail(id), mail(id)])
    await until(() => smtp.to(me.email).length === 1)
    expect(smtp.to(me.email)[0]?.text).toContain(`/exports?export=${id}`)
    expect(smtp.to(me.email)[0]?.headers.subject).toContain('Your export is ready')
    expect(codeOf(await mail(id, colleague))).toBe('OK')
    await until(() => smtp.to(colleague.email).length === 1)
    await mail(id)
    expect(smtp.to(me.email)).toHaveLength(1)
    await admin(`update exports set status = 'FAILED' where id = $1`, [id])
    expect(codeOf(await mail(id))).toBe('INVALID')
  })
})
