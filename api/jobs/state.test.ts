import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withAuth, withTenant } from '../../db/connections.ts'
import { anOrganization, testSecret } from '../../db/testing.ts'
import { until } from '../intake/testing.ts'
import { aServer, type TestServer } from '../testing.ts'
import { enqueue, enqueuePlatform } from './enqueue.ts'
import { countJobs, listJobs } from './state.ts'

let server: TestServer
beforeAll(async () => {
  server = await aServer()
})
beforeEach(() => server.database.admin.query('delete from graphile_worker._private_jobs'))
afterAll(() => server.stop())

const query = (text: string, values: unknown[] = []) => server.database.admin.query(text, values)
/** Tasks that no server runs, so that they stay as they are. */
const add = (task: string) =>
  withAuth(server.database.pools, (db) => enqueuePlatform(db, task, { secret: 'unseen' }))

async function someJobs(): Promise<{ failed: number }> {
  for (const task of ['waits', 'is_delayed', 'runs', 'has_failed']) await add(task)
  const set = (task: string, what: string) =>
    query(`update graphile_worker._private_jobs as jobs set ${what}
      from graphile_worker._private_tasks as tasks where tasks.id = task_id and identifier = '${task}' returning jobs.id`)
  await set('waits', `run_at = now() - interval '90 seconds'`)
  await set(
    'is_delayed',
    `run_at = now() + interval '1 hour', attempts = 3, last_error = 'not yet'`,
  )
  await set('runs', `locked_at = now(), locked_by = 'somebody'`)
  const { rows } = await set('has_failed', `attempts = 25, last_error = 'never'`)
  return { failed: rows[0].id }
}

/** npm run jobs, against this database. */
async function command(...given: string[]): Promise<{ code: number; output: string }> {
  const program = join(import.meta.dirname, '../../bin/jobs.ts')
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: server.database.adminUrl,
    SECRET_KEY: testSecret.toString('base64'),
    DATA_DIR: server.config.dataDir,
  }
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...given], { env })
    return { code: 0, output: stdout }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, output: stdout + stderr }
  }
}

describe('The state of background work', () => {
  it('is counted, also in the metrics', async () => {
    await someJobs()
    // A job locked by somebody who is not there is given back within seconds; it counts as running until then.
    const { pools } = server.app
    expect(await countJobs(pools)).toMatchObject({ delayed: 1, failed: 1 })
    const { waiting, running, oldestWaitingSeconds } = await countJobs(pools)
    expect(waiting + running).toBe(2)
    expect(oldestWaitingSeconds).toBeGreaterThanOrEqual(90)
    const text = await (await fetch(`${server.url}/metrics`)).text()
    expect(text).toContain('oi_jobs{state="failed"} 1')
    expect(text).toContain('oi_jobs{state="delayed"} 1')
    expect(text).toMatch(/oi_jobs_oldest_seconds\{state="waiting"\} 9\d/)
  })

  it('is listed by the command, without what jobs were told, and one is tried again', async () => {
    const { failed } = await someJobs()
    const { code, output } = await command()
    expect(code).toBe(0)
    expect(output.split('\n')[0]).toBe(
      `${failed}  failed   has_failed of the platform, tried 25 of 25`,
    )
    expect(output).toMatch(/is_delayed of the platform, tried 3 of 25, again at \d{4}-/)
    expect(output).not.toContain('unseen')
    expect((await command('retry', String(failed))).code).toBe(0)
    const jobs = await listJobs(server.app.pools)
    expect(jobs.find(({ id }) => id === failed)).toMatchObject({ state: 'waiting', attempts: 0 })
    expect((await command('retry', '999999999')).code).toBe(1)
  })

  it('is tidied: failures older than thirty days and empty lanes go, and nothing else', async () => {
    const organization = await anOrganization(server.database)
    const { failed } = await someJobs()
    await withTenant(server.database.pools, organization, (db) => enqueue(db, 'waits', {}))
    await query(
      `insert into graphile_worker._private_job_queues (queue_name) values ('empty lane')`,
    )
    await query(
      `update graphile_worker._private_jobs set updated_at = now() - interval '31 days' where id <> $1`,
      [failed],
    )
    await add('keep_jobs')
    const lanes = 'select queue_name from graphile_worker._private_job_queues order by 1'
    await until(async () => (await query(lanes)).rowCount === 1)
    expect((await query(lanes)).rows[0].queue_name).toBe(`waits ${organization.organizationId}`)
    expect((await listJobs(server.app.pools)).map(({ task }) => task)).toContain('has_failed')
    await query(`update graphile_worker._private_jobs set updated_at = now() - interval '31 days'`)
    await add('keep_jobs')
    await until(async () =>
      (await listJobs(server.app.pools)).every(({ task }) => !/has_failed|keep_jobs/.test(task)),
    )
    expect((await listJobs(server.app.pools)).map(({ task }) => task)).toContain('is_delayed')
  })
})

describe('Work by the clock', () => {
  it('is known to the database, which lets one process of all enqueue it', async () => {
    const known = 'select identifier from graphile_worker._private_known_crontabs order by 1'
    await until(async () => (await query(known)).rowCount === 6)
    expect((await query(known)).rows.map(({ identifier }) => identifier)).toEqual([
      'deliver_forgotten_webhooks',
      'find_due_schedules',
      'keep_jobs',
      'reclassify',
      'send_waiting_mails',
      'sign_access_log',
    ])
  })
})
