import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExportRow } from '../export-engine/queries.ts'
import { sweepExports } from '../export-engine/sweep.ts'
import { until } from '../intake/testing.ts'
import { StorageAway } from '../storage/storage.ts'
import {
  addColleague,
  aServer,
  createCode,
  type Member,
  subscribe,
  type TestServer,
} from '../testing.ts'
import { type ExportRoad, exportTasks } from './make.ts'
import { anExporter } from './testing.ts'

let server: TestServer
beforeAll(async () => {
  server = await aServer()
})
afterAll(() => server.stop())

const admin = (text: string, values: unknown[] = []) => server.database.admin.query(text, values)
const rowOf = async (id: string): Promise<ExportRow> =>
  (await admin('select * from exports where id = $1', [id])).rows[0]

async function mutate(name: string, id: string, member: Member) {
  const query = `mutation ($id: ID!) { ${name}(id: $id) { id status failure downloadUrl } }`
  const { data, errors } = await server.send(query, { id }, member)
  return { ...data?.[name], code: errors?.[0]?.extensions.code }
}

async function order(member: Member, input: object): Promise<string> {
  const { data, errors } = await server.send(
    'mutation ($input: RequestExportInput!) { requestExport(input: $input) { id status isBackground downloadUrl } }',
    { input: { dataset: 'QR_CODES', format: 'CSV', background: true, ...input } },
    member,
  )
  if (errors) throw new Error(JSON.stringify(errors))
  const { id, ...rest } = data.requestExport
  expect(rest).toEqual({ status: 'QUEUED', isBackground: true, downloadUrl: null })
  return id
}

/** An export that waits for a job and has none, so that a test may be its job. */
async function aJobless(member: Member): Promise<string> {
  const { data } = await server.send(
    'mutation { requestExport(input: { dataset: TEAM, format: CSV }) { id } }',
    {},
    member,
  )
  await admin('update exports set is_background = true where id = $1', [data.requestExport.id])
  return data.requestExport.id
}

const progressOf = `subscription ($id: ID!) { exportProgress(id: $id) {
  status progress { rows estimatedRows share } failure downloadUrl rowCount } }`
const follow = (id: string, member: Member) =>
  subscribe(server.url, progressOf, { id }, member.token)

/** While this is held no export of codes gets a row: its job is in the middle of its COPY. */
async function holdCounts(): Promise<() => Promise<void>> {
  const client = await server.database.admin.connect()
  await client.query('begin')
  await client.query('lock table scan_rollups in access exclusive mode')
  return async () => {
    await client.query('rollback')
    client.release()
  }
}

describe('An export in the background', () => {
  it('is followed live to its end, and fetched with its manifest then', async () => {
    const me = await anExporter(server, 'Asia/Kathmandu')
    const { id: code } = await createCode(server, me, { name: 'Chosen' })
    await createCode(server, me, { name: 'Other' })
    const id = await order(me, { filter: { qrCodeIds: [code] } })
    const followed = follow(id, me)
    await followed.until((results) => results.at(-1)?.data.exportProgress.status === 'READY')
    await until(() => followed.end() === 'complete')
    const last = followed.results.at(-1).data.exportProgress
    expect(last).toMatchObject({ rowCount: 1, progress: null, failure: null })
    await followed.close()

    const fields = `fileName dataset format from to filter recipe timezone asOf classificationVersion columns
      rowCount sizeBytes sha256 durationMs finishedAt`
    const { data } = await server.send(
      `query ($id: ID!) { export(id: $id) { downloadUrl manifestUrl createdAt startedAt finishedAt
        filter { part isExcluded values labels } manifest { ${fields} } } }`,
      { id },
      me,
    )
    const { manifest, manifestUrl, filter, createdAt } = data.export
    const here = (url: string) => url.replace('http://localhost:4000', server.url)
    const bytes = Buffer.from(await (await fetch(here(last.downloadUrl))).arrayBuffer())
    expect(bytes.toString().split('\n')[1]).toMatch(/^Chosen,/)
    expect(manifest).toMatchObject({
      ...{ dataset: 'QR_CODES', format: 'CSV', timezone: 'Asia/Kathmandu', rowCount: 1 },
      filter: { qrCodeIds: [code] },
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      columns: bytes.toString().slice(1).split('\n')[0]?.split(','),
      classificationVersion: server.app.exportRoad.classificationVersion,
    })
    expect(manifest.durationMs).toBeGreaterThanOrEqual(0)
    expect(manifest.asOf < manifest.finishedAt).toBe(true)
    expect(filter).toEqual([
      { part: 'qrCodeIds', isExcluded: false, values: [code], labels: ['Chosen'] },
    ])
    const file = await fetch(here(manifestUrl))
    expect(file.headers.get('content-disposition')).toContain(`${manifest.fileName}.manifest.json`)
    expect(await file.json()).toEqual({ exportId: id, requestedAt: createdAt, ...manifest })

    const part = await fetch(here(last.downloadUrl), { headers: { range: 'bytes=3-6' } })
    expect([part.status, await part.text()]).toEqual([206, 'name'])
  })

  it('tells at most four times a second how far it is, also what no notice told', async () => {
    const me = await anExporter(server)
    const id = await aJobless(me)
    await admin(
      `update exports set status = 'RUNNING', attempts = 1, estimated_rows = 1000 where id = $1`,
      [id],
    )
    const came: { at: number; rows: number }[] = []
    const stream = server.app.services.exportProgress.follow(me, id)
    const reading = (async () => {
      for await (const row of stream) came.push({ at: performance.now(), rows: row.progress_rows })
    })()
    for (let rows = 1; rows <= 60; rows += 1) {
      await admin('update exports set progress_rows = $2 where id = $1', [id, rows])
      await admin(`select pg_notify('export_changed', $1)`, [id])
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    // Without a word.
    await admin('update exports set progress_rows = 500 where id = $1', [id])
    await until(() => came.at(-1)?.rows === 500)
    await stream.return(undefined)
    await reading
    expect(came.length).toBeGreaterThan(2)
    for (const [n, { at }] of came.entries()) {
      if (n > 0) expect(at - (came[n - 1]?.at ?? 0)).toBeGreaterThan(245)
    }
  })

  it('stops in the middle of its COPY when it is cancelled, and is made once however often it is retried', async () => {
    const me = await anExporter(server)
    await createCode(server, me)
    const release = await holdCounts()
    let id = ''
    try {
      id = await order(me, {})
      await until(async () => (await rowOf(id)).status === 'RUNNING')
      const copies = async () => {
        const { rows } = await server.database.pools.oi_export.query(
          `select from pg_stat_activity where datname = current_database() and query ~ '^copy' and state = 'active'`,
        )
        return rows.length
      }
      await until(async () => (await copies()) === 1)
      expect(await mutate('cancelExport', id, me)).toMatchObject({ status: 'CANCELLED' })
      await until(async () => (await copies()) === 0)
    } finally {
      await release()
    }
    expect(await mutate('cancelExport', id, me)).toMatchObject({ status: 'CANCELLED' })
    const gone = await fetch(`${server.url}/exports/${id}`, {
      headers: { authorization: `Bearer ${me.token}` },
    })
    expect(gone.status).toBe(404)

    const answers = await Promise.all([1, 2, 3].map(() => mutate('retryExport', id, me)))
    for (const { status } of answers) expect(['QUEUED', 'RUNNING', 'READY']).toContain(status)
    await until(async () => (await rowOf(id)).status === 'READY')
    expect(await rowOf(id)).toMatchObject({ attempts: 1, row_count: 1 })
    const { rows } = await admin(
      'select action from activity_log where entity_id = $1 order by id',
      [id],
    )
    expect(rows.map(({ action }) => action)).toEqual([
      ...['EXPORT_REQUESTED', 'EXPORT_CANCELLED', 'EXPORT_RETRIED'],
    ])
  })

  it('is cancelled by who asked for it and by who runs the team, and by nobody else', async () => {
    const me = await anExporter(server)
    const [asker, other, chief] = [
      await addColleague(server, me, 'EDITOR'),
      await addColleague(server, me, 'EDITOR'),
      await addColleague(server, me, 'ADMIN'),
    ]
    const [one, two] = [await aJobless(asker), await aJobless(asker)]
    expect((await mutate('cancelExport', one, other)).code).toBe('FORBIDDEN')
    expect((await mutate('cancelExport', one, asker)).status).toBe('CANCELLED')
    expect((await mutate('cancelExport', two, chief)).status).toBe('CANCELLED')
  })

  it('is refused when twenty of the organization wait already', async () => {
    const me = await anExporter(server)
    const id = await aJobless(me)
    await admin(
      `insert into exports (organization_id, id, dataset, format, as_of, timezone, file_name, expires_at, is_background)
       select organization_id, gen_random_uuid(), dataset, format, as_of, timezone, file_name, expires_at, true
       from exports, generate_series(1, 19) where id = $1`,
      [id],
    )
    const { errors } = await server.send(
      'mutation { requestExport(input: { dataset: TEAM, format: CSV, background: true }) { id } }',
      {},
      me,
    )
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: 60 })
  })
})

describe('A job that makes an export', () => {
  /** Runs the job of an export here, on a road that may be broken. */
  async function run(member: Member, id: string, broken: Partial<ExportRoad>, stopped = false) {
    const givenUp: unknown[] = []
    const road = { ...server.app.exportRoad, ...broken }
    const tasks = exportTasks({ ...road, onGivenUp: (_id, error) => givenUp.push(error) })
    const signal = stopped ? AbortSignal.abort() : new AbortController().signal
    const job = { id: '1', attempt: 1, isLast: false, signal }
    const error = await tasks.make_export
      ?.run(server.app.pools, member.organizationId, { exportId: id }, job)
      .then(
        () => null,
        (thrown: unknown) => thrown,
      )
    return { error, givenUp, row: await rowOf(id) }
  }
  const away = {
    ...{ exportStore: { adopt: () => Promise.reject(new StorageAway('no bucket')) } },
  } as unknown as Partial<ExportRoad>

  it('tries three times, then the export has FAILED with a sentence, and others are told in that transaction', async () => {
    const me = await anExporter(server)
    const id = await aJobless(me)
    const told: string[] = []
    const onExportEnded: ExportRoad['onExportEnded'] = [
      async (db, row) => {
        const seen = await db
          .selectFrom('exports')
          .select('status')
          .where('id', '=', row.id)
          .execute()
        told.push(`${row.status} ${seen[0]?.status}`)
      },
    ]
    const broken = {
      ...away,
      exportStore: { ...away.exportStore, remove: async () => {} },
      onExportEnded,
    } as Partial<ExportRoad>
    for (const attempt of [1, 2]) {
      const { error, row } = await run(me, id, broken)
      expect(error).toBeInstanceOf(StorageAway)
      expect(row).toMatchObject({ status: 'QUEUED', attempts: attempt, failure: null })
    }
    const { error, givenUp, row } = await run(me, id, broken)
    expect(error).toBeNull()
    expect(givenUp).toHaveLength(1)
    expect(row).toMatchObject({ status: 'FAILED', sha256: null })
    expect(row.failure).toBe('The finished file could not be stored. Run it again.')
    expect(told).toEqual(['FAILED FAILED'])

    expect((await mutate('retryExport', id, me)).failure).toBeNull()
    await until(async () => (await rowOf(id)).status === 'READY')
    // Nothing is done twice.
    expect((await run(me, id, { onExportEnded })).row.attempts).toBe(1)
    expect(told).toHaveLength(1)
  })

  it('does not count a try that the end of its process cut short, and counts those it was killed in', async () => {
    const me = await anExporter(server)
    const id = await aJobless(me)
    const stopped = await run(me, id, {}, true)
    expect(stopped.error).toBeTruthy()
    expect(stopped.row).toMatchObject({ status: 'QUEUED', attempts: 0 })
    await admin(`update exports set status = 'RUNNING', attempts = 3 where id = $1`, [id])
    expect((await run(me, id, {})).row).toMatchObject({ status: 'FAILED', attempts: 4 })
  })

  it('asks for the right again before it begins', async () => {
    const me = await anExporter(server)
    const id = await aJobless(me)
    await admin(`update exports set format = 'EXCEL' where id = $1`, [id])
    await admin(
      `update organizations set plan_id = (select id from plans where rank = 1) where id = $1`,
      [me.organizationId],
    )
    const { row, givenUp } = await run(me, id, {})
    expect(row.status).toBe('FAILED')
    expect(row.failure).toContain('Excel comes with')
    expect(givenUp).toEqual([])
  })

  it('keeps no file when what hangs on its end fails', async () => {
    const me = await anExporter(server)
    const id = await aJobless(me)
    const onExportEnded = [() => Promise.reject(new Error('no mail'))]
    const { row } = await run(me, id, { onExportEnded })
    expect(row).toMatchObject({ status: 'QUEUED', sha256: null, storage_id: null })
    const kept: string[] = []
    for await (const { key } of server.app.exportRoad.exportStore.list(`${me.organizationId}/`))
      kept.push(key)
    expect(kept).toEqual([])
  })
})

describe('The history', () => {
  it('is narrowed by what became of an export by now, by dataset and by who asked', async () => {
    const me = await anExporter(server)
    const colleague = await addColleague(server, me, 'VIEWER')
    const [cancelled, expired, theirs] = [
      await aJobless(me),
      await aJobless(me),
      await aJobless(colleague),
    ]
    await mutate('cancelExport', cancelled, me)
    await admin(`update exports set expires_at = now() - interval '1 minute' where id = $1`, [
      expired,
    ])
    await admin(`update exports set dataset = 'ACTIVITY' where id = $1`, [theirs])
    const listed = async (wanted: string) => {
      const { data } = await server.send(
        `{ organization { exports${wanted} { totalCount nodes { id } } } }`,
        {},
        me,
      )
      const { totalCount, nodes } = data.organization.exports
      expect(totalCount).toBe(nodes.length)
      return nodes.map(({ id }: { id: string }) => id)
    }
    expect(await listed('')).toEqual([theirs, expired, cancelled])
    expect(await listed('(status: [CANCELLED])')).toEqual([cancelled])
    expect(await listed('(status: [EXPIRED])')).toEqual([expired])
    expect(await listed('(status: [QUEUED, CANCELLED])')).toEqual([theirs, cancelled])
    expect(await listed('(dataset: [ACTIVITY])')).toEqual([theirs])
    expect(await listed(`(requestedBy: "${colleague.memberId}")`)).toEqual([theirs])
  })

  it('has expired exports run again as new ones, with the same wish', async () => {
    const me = await anExporter(server)
    const { id: code } = await createCode(server, me)
    const id = await order(me, { filter: { qrCodeIds: [code] }, timezone: 'Asia/Tokyo' })
    await until(async () => (await rowOf(id)).status === 'READY')
    await admin(`update exports set expires_at = now() - interval '1 minute' where id = $1`, [id])
    const again = await mutate('retryExport', id, me)
    expect(again.id).not.toBe(id)
    const [before, after] = [await rowOf(id), await rowOf(again.id)]
    for (const field of ['dataset', 'format', 'filter', 'timezone', 'is_background'] as const)
      expect(after[field], field).toEqual(before[field])
  })

  it('keeps the rows of expired exports and gives their files back, and those nobody knows of', async () => {
    const me = await anExporter(server)
    const [old, fresh] = [await order(me, {}), await order(me, {})]
    await until(async () => (await rowOf(fresh)).status === 'READY')
    const store = server.app.exportRoad.exportStore
    const stray = `${me.organizationId}/${uuidv7()}`
    await store.put(stray, Readable.from([Buffer.from('x')]), 1)
    await admin(`update exports set expires_at = now() - interval '1 minute' where id = $1`, [old])
    const keyOf = async (id: string) => `${me.organizationId}/${(await rowOf(id)).storage_id}`
    const [oldKey, freshKey] = [await keyOf(old), await keyOf(fresh)]
    await sweepExports(server.app.pools, store, Date.now() + 2 * 86_400_000)
    expect([await store.head(oldKey), await store.head(stray)]).toEqual([null, null])
    expect(await store.head(freshKey)).not.toBeNull()
    expect(await rowOf(old)).toMatchObject({ status: 'READY', storage_id: null })
  })
})
