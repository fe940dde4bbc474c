import { type ChildProcess, spawn } from 'node:child_process'
import * as fs from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { type Cluster, ClusterError, freePort, startCluster } from './embedded.ts'
import { identify } from './process.ts'

const isRoot = process.getuid?.() === 0
const password = "it's a/secret@home"
const settings = { fsync: 'off', shared_buffers: '16MB' }
const folders: string[] = []
const clusters: Cluster[] = []
const children: ChildProcess[] = []

async function folder(mode = 0o755): Promise<string> {
  const made = await fs.mkdtemp(join(await fs.realpath(tmpdir()), 'embedded-test-'))
  await fs.chmod(made, mode)
  folders.push(made)
  return made
}

async function start(dataDir: string, secret = password): Promise<Cluster> {
  const cluster = await startCluster({ dataDir, password: secret, settings })
  clusters.push(cluster)
  return cluster
}

async function refusal(dataDir: string, secret = password): Promise<string> {
  const error: unknown = await start(dataDir, secret).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ClusterError)
  const { message } = error as ClusterError
  expect(message).not.toContain('\n')
  return message
}

async function ask(cluster: { url: string }, sql: string): Promise<unknown> {
  const client = new pg.Client(cluster.url)
  await client.connect()
  try {
    const [row] = (await client.query<Record<string, unknown>>(sql)).rows
    return row && Object.values(row)[0]
  } finally {
    await client.end()
  }
}

/** Another process that starts the cluster, prints it as JSON, and stays until it is killed. */
async function otherProcess(dataDir: string, account?: { uid: number; gid: number }) {
  const module = new URL('./embedded.ts', import.meta.url).href
  const options = JSON.stringify({ dataDir, password, settings })
  const code = `import { startCluster } from '${module}'
    const cluster = await startCluster(${options})
    process.on('SIGTERM', async () => { await cluster.stop(); process.exit(0) })
    console.log(JSON.stringify(cluster)); setInterval(() => {}, 1000)`
  const args = ['--no-warnings', '--input-type=module', '-e', code]
  const cwd = dataDir
  const child = spawn(process.execPath, args, { ...account, cwd, detached: true })
  children.push(child)
  const said: string[] = []
  child.stdout.on('data', (text: Buffer) => said.push(`${text}`))
  child.stderr.on('data', (text: Buffer) => said.push(`${text}`))
  await vi.waitUntil(() => said.join('').includes('\n') || child.exitCode !== null, 20_000)
  const ended = new Promise((done) => child.on('exit', done))
  const end = async (signal: NodeJS.Signals) => {
    process.kill(-(child.pid ?? 0), signal)
    await ended
  }
  expect(said.join('')).toMatch(/^\{.*\}\n$/)
  return { cluster: JSON.parse(said.join('')) as Cluster, end }
}

async function postmasterOf(cluster: { dataDir: string }): Promise<number> {
  return Number.parseInt(await fs.readFile(join(cluster.dataDir, 'postmaster.pid'), 'utf8'), 10)
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.on('connect', () => done(true)).on('error', () => done(false))
    socket.on('connect', () => socket.destroy())
  })
}

afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL')
  for (const cluster of clusters.splice(0).reverse()) await cluster.stop()
})

afterAll(async () => {
  for (const path of folders) {
    const place = await fs.readFile(join(path, 'pg-place'), 'utf8').catch(() => '')
    if (place) await fs.rm(place.trim(), { recursive: true, force: true })
    await fs.rm(path, { recursive: true, force: true })
  }
})

describe('the embedded cluster', { timeout: 30_000 }, () => {
  test('keeps what was committed over a restart, and its stop can be called twice', async () => {
    const dataDir = await folder()
    const first = await start(dataDir)
    expect(first.owned).toBe(true)
    await ask(first, 'create table kept as select 42 as answer')
    await Promise.all([first.stop(), first.stop()])
    await first.stop()
    expect(await isOpen(first.port)).toBe(false)
    expect(await fs.readdir(dataDir)).toEqual(['pg', 'pg.log'])

    const second = await start(dataDir)
    expect(await ask(second, 'select answer from kept')).toBe(42)
  })

  test('speaks UTF-8 and UTC, on the loopback address, to who knows the password', async () => {
    const cluster = await start(await folder())
    expect(await ask(cluster, 'show server_encoding')).toBe('UTF8')
    expect(await ask(cluster, 'show timezone')).toBe('UTC')
    expect(await ask(cluster, 'show listen_addresses')).toBe('127.0.0.1')
    expect(await ask(cluster, 'show unix_socket_directories')).toBe('')
    expect(await ask(cluster, 'show shared_buffers')).toBe('16MB')
    expect(await ask(cluster, "select 'Ä' ~ '^[[:alpha:]]$'")).toBe(true)
    const methods = 'select string_agg(distinct auth_method, $$,$$) from pg_hba_file_rules'
    expect(await ask(cluster, methods)).toBe('scram-sha-256')
    const stranger = { url: cluster.url.replace(/:[^:@]*@/, ':wrong@') }
    await expect(ask(stranger, 'select 1')).rejects.toThrow('password authentication failed')
  })

  test('is attached to while it runs, and a guest cannot stop it', async () => {
    const dataDir = await folder()
    const owner = await start(dataDir)
    const guest = await start(dataDir)
    expect(guest).toMatchObject({ owned: false, port: owner.port, url: owner.url })
    await guest.stop()
    expect(await ask(owner, 'select 1')).toBe(1)
  })

  test('is started once when two processes start at the same moment', async () => {
    const dataDir = await folder()
    const [other, own] = await Promise.all([otherProcess(dataDir), start(dataDir)])
    expect([other.cluster.owned, own.owned].sort()).toEqual([false, true])
    expect(other.cluster.port).toBe(own.port)
    await other.end('SIGTERM')
  })

  test('survives the death of its owner, and the next start owns it', async () => {
    const dataDir = await folder()
    const other = await otherProcess(dataDir)
    await ask(other.cluster, 'create table kept as select 42 as answer')
    await other.end('SIGKILL')
    const heir = await start(dataDir)
    expect(heir).toMatchObject({ owned: true, port: other.cluster.port })
    expect(await ask(heir, 'select answer from kept')).toBe(42)
    await heir.stop()
    expect(await isOpen(heir.port)).toBe(false)
  })

  test('is not ended by a Ctrl-C that reaches the whole group of its owner', async () => {
    const dataDir = await folder()
    const other = await otherProcess(dataDir)
    await other.end('SIGINT')
    expect(await ask(other.cluster, 'select 1')).toBe(1)
    expect((await start(dataDir)).owned).toBe(true)
  })

  test('recovers what was committed when its postmaster is killed', async () => {
    const dataDir = await folder()
    const first = await start(dataDir)
    await ask(first, 'create table kept as select 42 as answer')
    const pid = await postmasterOf(first)
    process.kill(pid, 'SIGKILL')
    await vi.waitUntil(async () => (await identify(pid)) === undefined)
    const second = await start(dataDir)
    expect(second.owned).toBe(true)
    expect(await ask(second, 'select answer from kept')).toBe(42)
  })

  test('starts when what a crash left names other processes that live now', async () => {
    const dataDir = await folder()
    const first = await start(dataDir)
    const file = join(first.dataDir, 'postmaster.pid')
    const stale = await fs.readFile(file, 'utf8')
    await first.stop()
    await fs.writeFile(file, stale.replace(/^\d+/, `${process.pid}`))
    await fs.writeFile(join(dataDir, 'pg-owner.pid'), `${process.pid} 1`)
    await fs.writeFile(join(dataDir, 'pg-start.lock'), `${process.pid} 1`)
    const second = await start(dataDir)
    expect(second.owned).toBe(true)
    expect(await ask(second, 'select 1')).toBe(1)
  })

  test('is made again when making it was cut short', async () => {
    const dataDir = await folder()
    await fs.mkdir(join(dataDir, 'pg', 'base'), { recursive: true })
    await fs.mkdir(join(dataDir, 'pg.new-killed', 'pg'), { recursive: true })
    const cluster = await start(dataDir)
    expect(await ask(cluster, 'select 1')).toBe(1)
    expect(cluster.notes.join()).toContain('half-made')
    expect(await fs.readdir(dataDir)).not.toContain('pg.new-killed')
  })
})

describe('what may be somebody’s data is refused with a sentence and left alone', () => {
  test('the data of another major version', async () => {
    const dataDir = await folder()
    await fs.mkdir(join(dataDir, 'pg'))
    await fs.writeFile(join(dataDir, 'pg', 'PG_VERSION'), '16\n')
    expect(await refusal(dataDir)).toMatch(/pg is of PostgreSQL 16, and this is PostgreSQL 18\./)
    expect(await fs.readdir(join(dataDir, 'pg'))).toEqual(['PG_VERSION'])
  })

  test('a folder of other things, and a file', async () => {
    const dataDir = await folder()
    await fs.mkdir(join(dataDir, 'pg'))
    await fs.writeFile(join(dataDir, 'pg', 'holiday.jpg'), 'x')
    expect(await refusal(dataDir)).toContain('holds something other than a database')
    expect(await refusal(join(dataDir, 'pg', 'holiday.jpg'))).toContain('Choose another')
    await fs.rename(join(dataDir, 'pg', 'holiday.jpg'), join(dataDir, 'file'))
    await fs.rmdir(join(dataDir, 'pg'))
    await fs.rename(join(dataDir, 'file'), join(dataDir, 'pg'))
    expect(await refusal(dataDir)).toContain('cannot be read as a database')
    expect(await fs.readFile(join(dataDir, 'pg'), 'utf8')).toBe('x')
  })

  test('a cluster with another password, and one that is damaged', {
    timeout: 20_000,
  }, async () => {
    const dataDir = await folder()
    const cluster = await start(dataDir)
    expect(await refusal(dataDir, 'another')).toContain('SECRET_KEY')
    await cluster.stop()
    expect(await refusal(dataDir, 'another')).toContain('SECRET_KEY')
    expect(await isOpen(cluster.port)).toBe(false)
    await fs.rm(join(cluster.dataDir, 'global', 'pg_control'))
    expect(await refusal(dataDir)).toMatch(/could not start in .*pg_control.*pg\.log/)
    await fs.rm(join(cluster.dataDir, 'PG_VERSION'))
    expect(await refusal(dataDir)).toContain('has no readable PG_VERSION')
  })
})

describe.runIf(isRoot)('started by root', { timeout: 30_000 }, () => {
  test('it runs as another account', async () => {
    const cluster = await start(await folder())
    const { uid } = await fs.stat(`/proc/${await postmasterOf(cluster)}`)
    expect(uid).toBeGreaterThan(0)
    expect((await fs.stat(cluster.dataDir)).uid).toBe(uid)
    expect(cluster.notes.join()).toContain('runs as the account')
  })

  test('a data folder the account cannot enter leads to one it can, found again', async () => {
    const dataDir = await folder(0o700)
    const first = await start(dataDir)
    expect(first.dataDir.startsWith(dataDir)).toBe(false)
    expect(first.notes.join()).toContain(`cannot enter ${dataDir}`)
    await ask(first, 'create table kept as select 42 as answer')
    await first.stop()
    const second = await start(dataDir)
    expect(second.dataDir).toBe(first.dataDir)
    expect(await ask(second, 'select answer from kept')).toBe(42)
  })

  test('data of an ordinary user stays that user’s', async (context) => {
    const account = { uid: 65534, gid: 65534 }
    const probe = spawn(process.execPath, ['-e', ''], { ...account, stdio: 'ignore' })
    const code = await new Promise((done) => probe.on('exit', done).on('error', done))
    if (code !== 0) context.skip('an ordinary user cannot run this node')
    const dataDir = await folder()
    await fs.chown(dataDir, account.uid, account.gid)
    const other = await otherProcess(dataDir, account)
    expect(other.cluster).toMatchObject({ owned: true, notes: [] })
    await ask(other.cluster, 'create table kept as select 42 as answer')
    await other.end('SIGTERM')
    const byRoot = await start(dataDir)
    expect(await ask(byRoot, 'select answer from kept')).toBe(42)
    await byRoot.stop()
    const again = await otherProcess(dataDir, account)
    expect(again.cluster.owned).toBe(true)
    await again.end('SIGTERM')
  })
})

test('a free port is one nobody listens on', async () => {
  expect(await isOpen(await freePort())).toBe(false)
})
