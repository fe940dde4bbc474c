import { z } from 'zod'
import type { Pools } from '../../db/connections.ts'
import { platformTask, type Tasks } from './tasks.ts'

/** How many jobs there are of which kind, and for how many seconds the oldest could have run and has not. */
export type JobCounts = {
  /** Their time has come. */
  waiting: number
  /** Their time has not come: tried again later, mostly. */
  delayed: number
  running: number
  /** For good. */
  failed: number
  oldestWaitingSeconds: number
}

export async function countJobs(pools: Pools): Promise<JobCounts> {
  const { rows } = await pools.oi_worker.query<JobCounts>(
    `select
       count(*) filter (where locked_at is null and attempts < max_attempts and run_at <= now()) as waiting,
       count(*) filter (where locked_at is null and attempts < max_attempts and run_at > now()) as delayed,
       count(*) filter (where locked_at is not null) as running,
       count(*) filter (where locked_at is null and attempts >= max_attempts) as failed,
       coalesce(extract(epoch from now() - min(run_at) filter (
         where locked_at is null and attempts < max_attempts and run_at <= now())), 0)::float8 as "oldestWaitingSeconds"
     from graphile_worker._private_jobs`,
  )
  return rows[0] as JobCounts
}

/** A job as an operator sees it; what it was told stays where it is. */
export type ListedJob = {
  id: number
  task: string
  /** The organization it belongs to, or null. */
  organizationId: string | null
  state: 'waiting' | 'delayed' | 'running' | 'failed'
  attempts: number
  maxAttempts: number
  runAt: Date
  lastError: string | null
}

/** Those that failed for good first, then by their time; 200 at most. */
export async function listJobs(pools: Pools): Promise<ListedJob[]> {
  const { rows } = await pools.oi_worker.query<ListedJob>(
    `select jobs.id, tasks.identifier as task, payload ->> 'organizationId' as "organizationId",
       case when locked_at is not null then 'running'
         when attempts >= max_attempts then 'failed'
         when run_at > now() then 'delayed' else 'waiting' end as state,
       attempts, max_attempts as "maxAttempts", run_at as "runAt", last_error as "lastError"
     from graphile_worker._private_jobs as jobs join graphile_worker._private_tasks as tasks on tasks.id = task_id
     order by locked_at is null and attempts >= max_attempts desc, run_at, jobs.id limit 200`,
  )
  return rows
}

/** Lets a job run now as if it had never been tried; false when it is not there or runs at this moment. */
export async function retryJob(pools: Pools, id: number): Promise<boolean> {
  const { rowCount } = await pools.oi_worker.query(
    `select from graphile_worker.reschedule_jobs(array[$1::bigint], run_at := now(), attempts := 0)`,
    [id],
  )
  // The library announces new jobs only.
  await pools.oi_worker.query(`select pg_notify('jobs:insert', '{"count":1}')`)
  return rowCount === 1
}

/** Every hour. */
export const jobsCron = [{ task: 'keep_jobs', match: '17 * * * *' }]

/** Jobs that failed for good are kept for thirty days, a lane as long as a job is in it. */
export const jobsTasks: Tasks = {
  keep_jobs: platformTask(z.object({}), async ({ pools }) => {
    const client = await pools.oi_worker.connect()
    let failure: unknown
    try {
      await client.query('begin')
      await client.query("set local lock_timeout = '2s'")
      // A job must not be put into a lane while that is taken away: it would never run.
      await client.query('lock table graphile_worker._private_jobs in share row exclusive mode')
      await client.query(
        `delete from graphile_worker._private_jobs
         where locked_at is null and attempts >= max_attempts and updated_at < now() - interval '30 days'`,
      )
      await client.query(
        `delete from graphile_worker._private_job_queues as lanes where locked_at is null
           and not exists (select from graphile_worker._private_jobs where job_queue_id = lanes.id)`,
      )
      await client.query('commit')
    } catch (error) {
      failure = error
      throw error
    } finally {
      client.release(Boolean(failure))
    }
  }),
}
