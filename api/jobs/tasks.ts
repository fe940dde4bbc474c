import type { z } from 'zod'
import type { Pools, TenantDb } from '../../db/connections.ts'
import { withTenant } from '../../db/connections.ts'

/** What a task learns about the job it runs. */
export type Job = {
  id: string
  /** 1 the first time. */
  attempt: number
  /** A failure now is for good. */
  isLast: boolean
  /** Aborted when the process stops and will not wait much longer. */
  signal: AbortSignal
}

/** The organization a job belongs to. */
export type JobTenant = {
  organizationId: string
  /** A transaction inside the organization; a long job uses several short ones. */
  enter<T>(work: (db: TenantDb) => Promise<T>): Promise<T>
}

/** How a kind of job is run. Made by tenantTask or platformTask. */
export type Task = {
  /** Whether jobs carry an organization: a tenant's always do, the platform's only where it says that it takes them. */
  organization: 'required' | 'optional' | 'none'
  run(pools: Pools, organizationId: string | null, payload: unknown, job: Job): Promise<void>
}

/** Every kind of job by its name; the roof puts the rooms' together. */
export type Tasks = Readonly<Record<string, Task>>

/** A job of one organization: it works inside it and nowhere else. It may run twice, so twice must be as good as once. */
export function tenantTask<P>(
  payload: z.ZodType<P>,
  run: (tenant: JobTenant, payload: P, job: Job) => Promise<void>,
): Task {
  return {
    organization: 'required',
    run: (pools, organizationId, given, job) => {
      if (organizationId === null) throw new Error('This job names no organization')
      const tenant: JobTenant = {
        organizationId,
        enter: (work) => withTenant(pools, { organizationId }, work),
      }
      return run(tenant, payload.parse(given), job)
    },
  }
}

/** What a job of the platform may use. */
export type JobPlatform = { pools: Pools; organizationId: string | null }

/** A job on the platform's own roads. With `organization: 'optional'` an organization may have caused it. */
export function platformTask<P>(
  payload: z.ZodType<P>,
  run: (platform: JobPlatform, payload: P, job: Job) => Promise<void>,
  options: { organization: 'optional' | 'none' } = { organization: 'none' },
): Task {
  return {
    organization: options.organization,
    run: (pools, organizationId, given, job) =>
      run({ pools, organizationId }, payload.parse(given), job),
  }
}
