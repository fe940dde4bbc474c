import { rmSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enqueuePlatform } from '../api/jobs/enqueue.ts'
import { listJobs } from '../api/jobs/state.ts'
import { takeInventory } from '../sql/inventory.ts'
import { openPools, withAuth } from './connections.ts'
import { startCluster } from './embedded.ts'
import { migrate } from './migrate.ts'
import { aFolder, testSecret } from './testing.ts'
import { withDatabase } from './urls.ts'

// A cluster that has never been migrated: roles belong to the cluster, and these must be made by somebody who is no superuser.
const dataDir = aFolder('oi-migrate-')
let stop: () => Promise<void>
let url: string
beforeAll(async () => {
  const settings = { fsync: 'off', full_page_writes: 'off' }
  const cluster = await startCluster({ dataDir, password: 'test', settings })
  stop = () => cluster.stop()
  const client = new pg.Client({ connectionString: cluster.url })
  await client.connect()
  await client.query(`create role hosted login password 'hosted' createrole bypassrls`)
  await client.query('create database product owner hosted')
  await client.end()
  const hosted = new URL(withDatabase(cluster.url, 'product'))
  hosted.username = 'hosted'
  hosted.password = 'hosted'
  url = hosted.href
})
afterAll(async () => {
  await stop()
  rmSync(dataDir, { recursive: true, force: true })
})

describe('A database whose administrator may make roles and bypass row security, and nothing more', () => {
  it('is migrated, with the tables of background work, and again without a change', async () => {
    const first = await migrate(url, testSecret)
    expect(first.applied.length).toBeGreaterThan(8)
    expect(first.warnings).toContainEqual(expect.stringContaining('large objects'))
    expect(await migrate(url, testSecret)).toMatchObject({ applied: [], refreshed: [] })
    const broken = (await takeInventory(url)).flatMap((finding) => finding.broken)
    expect(broken.filter((each) => !/ through lo[a-z_]+\(/.test(each))).toEqual([])
  })

  it('is migrated once by two that begin together', async () => {
    const both = await Promise.all([migrate(url, testSecret), migrate(url, testSecret)])
    expect(both.flatMap(({ applied, refreshed }) => [...applied, ...refreshed])).toEqual([])
  })

  it('takes work and hands it to the worker', async () => {
    const pools = openPools(url, testSecret)
    try {
      await withAuth(pools, (db) => enqueuePlatform(db, 'task', { n: 1 }, 'key'))
      expect(await listJobs(pools)).toMatchObject([{ task: 'task', state: 'waiting', attempts: 0 }])
      const session = await pools.workerSession()
      const { rows } = await session.query('select current_user, session_user')
      expect(rows).toEqual([{ current_user: 'oi_jobs', session_user: 'oi_worker' }])
      await session.end()
    } finally {
      await pools.end()
    }
  })
})
