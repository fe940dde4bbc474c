import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openPools, type Pools } from '../db/connections.ts'
import type { Compare } from './harness.ts'

/** A program that answers on a port, in a process of its own. */
export type Served = { port: number; pid: number; stop(): Promise<void> }

/** Where a claim is measured: a loaded database, and how long to take over it. */
export type World = {
  adminUrl: string
  secretKey: Buffer
  /** Past row security. */
  admin: pg.Pool
  pools: Pools
  /** The first number when measuring, the second when only the answers are checked. */
  amount(measured: number, checked: number): number
  /** Starts one of this folder's programs over the database. It ends with the world at the latest. */
  serve(program: string, ...args: string[]): Promise<Served>
  compare: Compare
  say(line: string): void
}

/** A file of this folder exports one of these. */
export type Claim = (world: World) => Promise<void>

export type WorldOptions = {
  adminUrl: string
  secretKey: Buffer
  isMeasured: boolean
  compare: Compare
  say: (line: string) => void
}

/** Opens a world; `stop` ends every program and connection of it. */
export function openWorld(options: WorldOptions): World & { stop(): Promise<void> } {
  const { adminUrl, secretKey, isMeasured, compare, say } = options
  const admin = new pg.Pool({ connectionString: adminUrl, max: 4, options: '-c search_path=app' })
  admin.on('error', () => {})
  const pools = openPools(adminUrl, secretKey)
  const served = new Set<Served>()
  return {
    ...{ adminUrl, secretKey, admin, pools, compare, say },
    amount: (measured, checked) => (isMeasured ? measured : checked),
    async serve(program, ...args) {
      const one = await startProgram(options, program, args)
      served.add(one)
      return one
    },
    async stop() {
      for (const each of served) await each.stop()
      await pools.end()
      await admin.end()
    },
  }
}

async function startProgram(
  { adminUrl, secretKey }: WorldOptions,
  program: string,
  args: string[],
): Promise<Served> {
  const dataDir = mkdtempSync(join(tmpdir(), 'oi-bench-'))
  const child = spawn(process.execPath, [join(import.meta.dirname, program), ...args], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: adminUrl,
      SECRET_KEY: secretKey.toString('base64'),
      DATA_DIR: dataDir,
      PORT: '0',
      DEMO: '0',
      LOG_LEVEL: 'error',
      PUBLIC_URL: 'http://localhost:4000',
      // Each request says whom it is from: visitors are told apart by their address.
      TRUSTED_PROXIES: '127.0.0.0/8,::1/128',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const port = await firstLine(child)
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    port: Number(port),
    pid: child.pid ?? 0,
    async stop() {
      child.kill()
      await gone
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout?.on('data', (piece: Buffer) => {
      said += piece
      if (said.includes('\n')) resolve(said.split('\n')[0] ?? '')
    })
    child.once('exit', () => reject(new Error(`${child.spawnargs.join(' ')} ended: ${said}`)))
  })
}

/** The organization with the most scans, by the rollups. */
export async function largestOf({ admin }: World): Promise<string> {
  const { rows } = await admin.query<{ id: string }>(`
    select organization_id as id from scan_rollups where grain = 'MONTH' and scope = '00000000-0000-0000-0000-000000000000'
    group by 1 order by sum(scans) desc, 1 limit 1`)
  if (!rows[0]) throw new Error('This database has no scans: npm run seed -- --scale full')
  return rows[0].id
}

/** What must be true of the answers for the figures to mean anything. */
export function must(isTrue: boolean, otherwise: string): void {
  if (!isTrue) throw new Error(otherwise)
}
