import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openPools, type Pools, withAuth, withTenant } from '../../db/connections.ts'
import { aDatabase, anOrganization, type TestDatabase, testSecret } from '../../db/testing.ts'
import { aProxy, type DatabaseProxy, until } from '../intake/testing.ts'
import { enqueue, enqueuePlatform } from './enqueue.ts'
import { platformTask, type Tasks, tenantTask } from './tasks.ts'
import { Worker } from './worker.ts'

let database: TestDatabase
let proxy: DatabaseProxy
const children: ChildProcess[] = []
const workers: Worker[] = []
const opened: Pools[] = []
beforeAll(async () => {
  database = await aDatabase()
  proxy = await aProxy(database.adminUrl)
})
afterEach(async () => {
  proxy.mode('open')
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await Promise.all(workers.splice(0).map((worker) => worker.stop()))
  await Promise.all(opened.splice(0).map((pools) => pools.end()))
  await database.admin.query('delete from graphile_worker._private_jobs')
})
afterAll(async () => {
  await proxy.close()
  await database.drop()
})

/** A worker in a process of its own, and how many jobs have begun there. */
function aChild(): { begun: () => number; kill(): Promise<unknown> } {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'runner.ts')], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: database.adminUrl,
      SECRET_KEY: testSecret.toString('base64'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  let output = ''
  child.stdout?.on('data', (text) => {
    output += text
  })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  return {
    begun: () => output.split('begun').length - 1,
    kill: () => {
      child.kill('SIGKILL')
      return exited
    },
  }
}

function aWorker(tasks: Tasks, pools = database.pools): void {
  const worker = new Worker({ pools, tasks, pollInterval: 200, beat: 100 })
  worker.start()
  workers.push(worker)
}

const locked = async () =>
  (
    await database.admin.query(
      'select from graphile_worker._private_jobs where locked_at is not null',
    )
  ).rowCount

describe('A worker that is killed', () => {
  it('has its jobs taken up within seconds, and none is lost', async () => {
    const child = aChild()
    await withAuth(database.pools, async (db) => {
      for (let n = 0; n < 10; n++) await enqueuePlatform(db, 'work', { n })
    })
    await until(() => child.begun() === 4)
    const ran: number[] = []
    const attempts: number[] = []
    const before = Date.now()
    await child.kill()
    aWorker({
      work: platformTask(z.object({ n: z.number() }), async (_platform, { n }, job) => {
        ran.push(n)
        attempts.push(job.attempt)
      }),
    })
    await until(() => ran.length === 10)
    expect(Date.now() - before).toBeLessThan(10_000)
    expect(ran.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(attempts.filter((attempt) => attempt === 2)).toHaveLength(4)
  })

  it('leaves no organization’s lane closed', async () => {
    const organization = await anOrganization(database)
    const child = aChild()
    const add = () => withTenant(database.pools, organization, (db) => enqueue(db, 'lane', {}))
    await add()
    await add()
    await until(() => child.begun() === 1)
    await child.kill()
    let ran = 0
    aWorker({
      lane: tenantTask(z.object({}), async () => {
        ran += 1
      }),
    })
    await until(() => ran === 2)
  })
})

describe('A worker that lives', () => {
  it('keeps its jobs, however long they take and whoever else looks', async () => {
    const child = aChild()
    await withAuth(database.pools, (db) => enqueuePlatform(db, 'work', { n: 1 }))
    await until(() => child.begun() === 1)
    let ran = 0
    let others = 0
    aWorker({
      work: platformTask(z.object({}), async () => {
        ran += 1
      }),
      other: platformTask(z.object({}), async () => {
        others += 1
      }),
    })
    // Long enough for many looks at who lives: each of these is two beats of the pool at least.
    for (let n = 1; n <= 5; n++) {
      await withAuth(database.pools, (db) => enqueuePlatform(db, 'other', {}))
      await until(() => others === n)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    expect(ran).toBe(0)
    expect(await locked()).toBe(1)
  })

  it('goes on by itself when the database has been away', async () => {
    const pools = openPools(proxy.url, testSecret)
    opened.push(pools)
    const ran: number[] = []
    const work = platformTask(z.object({ n: z.number() }), async (_platform, { n }) => {
      ran.push(n)
    })
    aWorker({ work }, pools)
    const add = (n: number) => withAuth(database.pools, (db) => enqueuePlatform(db, 'work', { n }))
    await add(1)
    await until(() => ran.includes(1))
    proxy.mode('closed')
    await add(2)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(ran).toEqual([1])
    proxy.mode('open')
    await until(() => ran.includes(2))
    await add(3)
    await until(() => ran.includes(3))
    expect(ran).toEqual([1, 2, 3])
  })

  it('runs a job that it was given without hearing of it', async () => {
    const pools = openPools(proxy.url, testSecret)
    opened.push(pools)
    const ran: number[] = []
    const gate = new AbortController()
    const work = platformTask(z.object({ n: z.number() }), async (_platform, { n }) => {
      ran.push(n)
      if (n === 1) await new Promise((resolve) => gate.signal.addEventListener('abort', resolve))
    })
    aWorker({ work }, pools)
    await withAuth(database.pools, (db) => enqueuePlatform(db, 'work', { n: 1 }))
    await until(() => ran.includes(1))
    // As if the answer had been lost on its way: the job is this worker's, and the worker does not know.
    await database.admin.query(
      `with name as (select locked_by from graphile_worker._private_jobs)
       insert into graphile_worker._private_jobs (task_id, payload, attempts, locked_at, locked_by)
       select task_id, '{"n": 2}', 1, now(), name.locked_by from graphile_worker._private_jobs, name`,
    )
    proxy.mode('closed')
    await new Promise((resolve) => setTimeout(resolve, 500))
    proxy.mode('open')
    gate.abort()
    await until(() => ran.includes(2))
    await until(async () => (await locked()) === 0)
  })
})
