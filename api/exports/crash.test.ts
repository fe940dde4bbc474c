import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withTenant } from '../../db/connections.ts'
import { aDatabase, anOrganization, type TestDatabase, testSecret } from '../../db/testing.ts'
import { Drafts } from '../export-engine/drafts.ts'
import { aProxy, type DatabaseProxy, until } from '../intake/testing.ts'
import { Worker } from '../jobs/worker.ts'
import { openStorage } from '../storage/open.ts'
import { exportTasks } from './make.ts'
import { orderExport } from './order.ts'

let database: TestDatabase
let proxy: DatabaseProxy
let child: ChildProcess | undefined
const dataDir = mkdtempSync(join(tmpdir(), 'oi-data-'))
beforeAll(async () => {
  database = await aDatabase()
  proxy = await aProxy(database.adminUrl)
})
afterAll(async () => {
  child?.kill('SIGKILL')
  await proxy.close()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

/** The whole server in a process of its own. */
async function aProcess(): Promise<{ kill(): Promise<unknown> }> {
  const started = spawn(process.execPath, [join(import.meta.dirname, '../intake/runner.ts')], {
    env: {
      ...{ PATH: process.env.PATH, DATABASE_URL: proxy.url, DATA_DIR: dataDir, PORT: '0' },
      ...{ SECRET_KEY: testSecret.toString('base64'), DEMO: '0', LOG_LEVEL: 'fatal' },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child = started
  const exited = new Promise((resolve) => started.once('exit', resolve))
  await new Promise((resolve) => started.stdout?.once('data', resolve))
  return {
    kill: () => {
      started.kill('SIGKILL')
      return exited
    },
  }
}

const folder = (name: string) => {
  try {
    return readdirSync(join(dataDir, name)).map((each) => join(dataDir, name, each))
  } catch {
    return []
  }
}

describe('A large export whose process is killed in the middle', () => {
  it('is taken up by another and finished, once, with every row', async () => {
    const organization = await anOrganization(database)
    const { admin } = database
    const count = 60_000
    await admin.query(
      `update organizations set plan_id = (select id from plans where rank = 3) where id = $1`,
      [organization.organizationId],
    )
    await admin.query(
      `insert into activity_log (organization_id, id, action, entity_type, metadata)
       select $1, gen_random_uuid(), 'FILLED', 'x', jsonb_build_object('text', repeat('x', 900))
       from generate_series(1, $2)`,
      [organization.organizationId, count],
    )
    const first = await aProcess()
    const { id, is_background } = await withTenant(database.pools, organization, (db) =>
      orderExport(db, { ...organization, name: 'Someone' }, { dataset: 'ACTIVITY', format: 'CSV' }),
    )
    expect(is_background).toBe(true)
    const row = async () => (await admin.query('select * from exports where id = $1', [id])).rows[0]
    await until(() => folder('export-drafts').some((path) => statSync(path).size > 0))
    // Whatever the database sends from here on is lost, so that the file cannot be finished before the process is dead.
    proxy.mode('silent')
    await first.kill()
    proxy.mode('closed')
    expect(await row()).toMatchObject({ status: 'RUNNING', sha256: null, attempts: 1 })

    const told: string[] = []
    const tasks = exportTasks({
      pools: database.pools,
      drafts: new Drafts(dataDir),
      exportStore: openStorage(dataDir, undefined, 'exports'),
      classificationVersion: 1,
      publicUrl: 'http://localhost',
      onExportEnded: [async (_db, { status }) => void told.push(status)],
      onGivenUp: (_id, error) => told.push(String(error)),
    })
    const second = new Worker({ pools: database.pools, tasks, pollInterval: 200, beat: 100 })
    second.start()
    try {
      await until(async () => (await row()).status === 'READY')
    } finally {
      await second.stop()
    }
    expect(told).toEqual(['READY'])
    const { sha256, row_count, size_bytes, storage_id, attempts } = await row()
    // The line that asking for the export left is one more.
    expect({ attempts, row_count }).toEqual({ attempts: 2, row_count: count + 1 })
    const kept = folder(join('exports', organization.organizationId))
    expect(kept).toEqual([join(dataDir, 'exports', organization.organizationId, storage_id)])
    const bytes = readFileSync(kept[0] as string)
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256)
    expect(bytes).toHaveLength(size_bytes)
    expect(bytes.toString().trimEnd().split('\n')).toHaveLength(count + 2)
    // What the killed one had written is nobody's: maintenance clears it away.
    expect(folder('export-drafts')).toHaveLength(1)
  })
})
