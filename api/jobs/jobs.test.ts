import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { withAuth, withTenant } from '../../db/connections.ts'
import { aDatabase, anOrganization, type TestDatabase } from '../../db/testing.ts'
import { until } from '../intake/testing.ts'
import { enqueue, enqueuePlatform } from './enqueue.ts'
import { platformTask, type Tasks, tenantTask } from './tasks.ts'
import { type JobNews, Worker, type WorkerOptions } from './worker.ts'

let database: TestDatabase
const workers: Worker[] = []
beforeAll(async () => {
  database = await aDatabase()
})
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()))
  await database.admin.query('delete from graphile_worker._private_jobs')
})
afterAll(() => database.drop())

function aWorker(tasks: Tasks, options: Partial<WorkerOptions> = {}): Worker {
  const worker = new Worker({
    pools: database.pools,
    tasks,
    pollInterval: 100,
    beat: 100,
    ...options,
  })
  worker.start()
  workers.push(worker)
  return worker
}

const jobs = async () =>
  (await database.admin.query('select * from graphile_worker._private_jobs order by id')).rows

/** Runs in the past what would run later. */
const hurry = () => database.admin.query('update graphile_worker._private_jobs set run_at = now()')

describe('Work for an organization', () => {
  it('runs inside it: it sees its rows and nobody else’s', async () => {
    const [mine, other] = [await anOrganization(database), await anOrganization(database)]
    const seen: unknown[] = []
    const look = tenantTask(z.object({ word: z.string() }), async (tenant, { word }, job) => {
      const rows = await tenant.enter((db) => db.selectFrom('members').select('id').execute())
      seen.push({
        of: tenant.organizationId,
        word,
        attempt: job.attempt,
        ids: rows.map((r) => r.id),
      })
    })
    aWorker({ look })
    for (const each of [mine, other])
      await withTenant(database.pools, each, (db) => enqueue(db, 'look', { word: 'hello' }))
    await until(() => seen.length === 2)
    for (const each of [mine, other])
      expect(seen).toContainEqual({
        of: each.organizationId,
        word: 'hello',
        attempt: 1,
        ids: [each.memberId],
      })
  })

  it('is that of whoever enqueues it, whatever the payload says, and refused without one', async () => {
    const [mine, other] = [await anOrganization(database), await anOrganization(database)]
    await withTenant(database.pools, mine, (db) =>
      enqueue(db, 'anything', { organizationId: other.organizationId }),
    )
    expect((await jobs())[0].payload).toEqual({ organizationId: mine.organizationId })
    const without = withAuth(database.pools, (db) => enqueue(db, 'anything', {}))
    await expect(without).rejects.toMatchObject({ code: '42501' })
    const asPlatform = withTenant(database.pools, mine, (db) =>
      enqueuePlatform(db as never, 'anything', {}),
    )
    await expect(asPlatform).rejects.toMatchObject({ code: '42501' })
    expect(await jobs()).toHaveLength(1)
  })

  it('under a key is there once, and another organization’s key is another', async () => {
    const [mine, other] = [await anOrganization(database), await anOrganization(database)]
    for (const [each, n] of [
      [mine, 1],
      [mine, 2],
      [other, 3],
    ] as const)
      await withTenant(database.pools, each, (db) => enqueue(db, 'count', { n }, 'same'))
    expect((await jobs()).map(({ payload }) => payload)).toEqual([
      { n: 2, organizationId: mine.organizationId },
      { n: 3, organizationId: other.organizationId },
    ])
  })

  it('of one kind runs one after the other, while other organizations’ runs beside it', async () => {
    const owners = [await anOrganization(database), await anOrganization(database)]
    const running = new Map<string, number>()
    const done: string[] = []
    let most = 0
    let mostOfOne = 0
    const step = tenantTask(z.object({}), async ({ organizationId, enter }) => {
      running.set(organizationId, (running.get(organizationId) ?? 0) + 1)
      const all = [...running.values()]
      most = Math.max(
        most,
        all.reduce((a, b) => a + b),
      )
      mostOfOne = Math.max(mostOfOne, ...all)
      // Two at a time can only be seen while the first waits for the second.
      if (done.length < 2) await until(() => running.size === 2 || done.length > 0)
      await enter((db) => db.selectFrom('members').select('id').execute())
      running.set(organizationId, (running.get(organizationId) ?? 0) - 1)
      done.push(organizationId)
    })
    for (let i = 0; i < 6; i++)
      for (const each of owners)
        await withTenant(database.pools, each, (db) => enqueue(db, 'step', {}))
    aWorker({ step })
    await until(() => done.length === 12)
    expect(mostOfOne).toBe(1)
    expect(most).toBe(2)
  })

  it('is not taken by a task of the platform that does not say so', async () => {
    const failures: JobNews[] = []
    let runs = 0
    const task = platformTask(z.object({}), async () => {
      runs += 1
    })
    aWorker({ task }, { onRetry: (job) => failures.push(job) })
    await withTenant(database.pools, await anOrganization(database), (db) =>
      enqueue(db, 'task', {}),
    )
    await until(() => failures.length > 0)
    expect(runs).toBe(0)
  })
})

describe('A job', () => {
  it('that fails is tried again, later each time, and given up with its id after the last', async () => {
    const news: [string, JobNews][] = []
    const fail = platformTask(z.object({}), async () => {
      throw new Error('not today')
    })
    aWorker(
      { fail },
      {
        onRetry: (job) => news.push(['retry', job]),
        onFailed: (job) => news.push(['failed', job]),
      },
    )
    await withAuth(database.pools, (db) => enqueuePlatform(db, 'fail', {}))
    const pauses: number[] = []
    for (let attempt = 1; attempt <= 3; attempt++) {
      await until(
        async () => (await jobs())[0]?.attempts === attempt && !(await jobs())[0].locked_at,
      )
      const { rows } = await database.admin.query(
        'select extract(epoch from run_at - now()) as pause from graphile_worker._private_jobs',
      )
      pauses.push(Number(rows[0].pause))
      await hurry()
    }
    expect(pauses[1]).toBeGreaterThan(pauses[0] as number)
    expect(pauses[2]).toBeGreaterThan(pauses[1] as number)
    await until(async () => (await jobs())[0].attempts === 4 && !(await jobs())[0].locked_at)
    await database.admin.query(
      'update graphile_worker._private_jobs set max_attempts = attempts + 1, run_at = now()',
    )
    await until(() => news.some(([kind]) => kind === 'failed'))
    const [job] = await jobs()
    expect(news.at(-1)).toEqual([
      'failed',
      { jobId: String(job.id), task: 'fail', attempt: 5, error: new Error('not today') },
    ])
    expect(job).toMatchObject({ attempts: 5, max_attempts: 5, last_error: 'not today' })
  })

  it('whose payload is not what its task takes fails, and says so', async () => {
    const failures: JobNews[] = []
    const task = platformTask(z.object({ id: z.uuid() }), async () => {})
    aWorker({ task }, { onRetry: (job) => failures.push(job) })
    await withAuth(database.pools, (db) => enqueuePlatform(db, 'task', { id: 'none' }))
    await until(() => failures.length > 0)
    expect(String(failures[0]?.error)).toContain('Invalid UUID')
  })

  it('starts at once, though the worker looks for jobs once a minute', async () => {
    let startedAt = 0
    const task = platformTask(z.object({}), async () => {
      startedAt = Date.now()
    })
    const done: JobNews[] = []
    aWorker({ task }, { pollInterval: 60_000, onDone: (job) => done.push(job) })
    await until(async () => {
      const listening = `select from pg_stat_activity where usename = 'oi_worker' and query like 'LISTEN%'
        and datname = current_database()`
      return Boolean((await database.admin.query(listening)).rowCount)
    })
    // The worker's own first look is over when a first job was done.
    await withAuth(database.pools, (db) => enqueuePlatform(db, 'task', {}))
    await until(() => done.length === 1)
    const before = Date.now()
    await withAuth(database.pools, (db) => enqueuePlatform(db, 'task', {}))
    await until(() => done.length === 2)
    expect(startedAt - before).toBeLessThan(2_000)
  })
})

describe('Two workers on one database', () => {
  it('share the work: each job runs once', async () => {
    const ran: number[][] = [[], []]
    const task = (mine: number) =>
      platformTask(z.object({ n: z.number() }), async (_platform, { n }) => {
        ran[mine]?.push(n)
        // Until the other has had one too.
        await until(() => ran.every((each) => each.length > 0))
      })
    for (const mine of [0, 1]) aWorker({ task: task(mine) })
    await withAuth(database.pools, async (db) => {
      for (let n = 0; n < 100; n++) await enqueuePlatform(db, 'task', { n })
    })
    await until(async () => (await jobs()).length === 0)
    expect(ran.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n))
    expect(ran.every((each) => each.length > 0)).toBe(true)
  })
})

describe('A worker that stops', () => {
  it('lets the job in flight end and takes no other', async () => {
    const [started, finished]: [number[], number[]] = [[], []]
    let letGo = () => {}
    const gate = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const task = platformTask(z.object({ n: z.number() }), async (_platform, { n }) => {
      started.push(n)
      await gate
      finished.push(n)
    })
    const worker = aWorker({ task })
    await withAuth(database.pools, async (db) => {
      for (let n = 0; n < 10; n++) await enqueuePlatform(db, 'task', { n })
    })
    await until(() => started.length === 4)
    const stopped = worker.stop()
    letGo()
    await stopped
    expect(finished.sort()).toEqual(started.sort())
    expect(started).toHaveLength(4)
    expect(await jobs()).toHaveLength(6)
  })

  it('hands back a job that will not end, for another to run', async () => {
    let ran = 0
    const stuck = platformTask(z.object({}), () => new Promise<void>(() => {}))
    const free = platformTask(z.object({}), async () => {
      ran += 1
    })
    const worker = aWorker({ task: stuck }, { grace: 100 })
    await withAuth(database.pools, (db) => enqueuePlatform(db, 'task', {}))
    await until(async () => (await jobs())[0]?.locked_at)
    await worker.stop()
    expect((await jobs())[0]).toMatchObject({ locked_at: null, locked_by: null, attempts: 1 })
    aWorker({ task: free })
    await until(() => ran === 1)
  })
})
