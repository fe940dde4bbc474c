import { spawn } from 'node:child_process'
import { readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

/** What stops an embedded cluster from running; the message is one clear line for a person. */
export class ClusterError extends Error {
  override name = 'ClusterError'
}

/** An account of the machine that PostgreSQL's programs run as. */
export type Account = { uid: number; gid: number; name: string }
export type Outcome = { code: number | null; stdout: string; stderr: string }

/** Runs one program to its end. It never rejects: a program that cannot be run has the code null. */
export function run(
  command: string,
  args: string[],
  options: { account?: Account | undefined; detached?: boolean } = {},
): Promise<Outcome> {
  return new Promise((done) => {
    const out: string[] = []
    const err: string[] = []
    const finish = (code: number | null, more = '') =>
      done({ code, stdout: out.join(''), stderr: err.join('') + more })
    try {
      const child = spawn(command, args, {
        cwd: process.platform === 'win32' ? undefined : '/',
        env: cleanEnvironment(),
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: options.detached ?? false,
        windowsHide: true,
        ...(options.account && { uid: options.account.uid, gid: options.account.gid }),
      })
      child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text))
      child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text))
      child.on('error', (error) => finish(null, error.message))
      child.on('close', (code) => finish(code))
      // On Windows the server inherits pg_ctl's pipes and they never close: the exit has to do.
      child.on('exit', (code) => setTimeout(() => finish(code), 1000).unref())
    } catch (error) {
      finish(null, String(error))
    }
  })
}

/** Without the PG… variables, which the server would take for settings, and in English. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG|LD_LIB)/.test(name))
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' }
}

/** A process by number and birth ("4711 123456"), since numbers are used again; undefined: gone. */
export async function identify(pid: number): Promise<string | undefined> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!isCode(error, 'EPERM')) return undefined
  }
  if (process.platform === 'win32') return `${pid}`
  if (process.platform !== 'linux') {
    return `${pid} ${(await run('ps', ['-o', 'lstart=', '-p', `${pid}`])).stdout.trim()}`.trim()
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // Where process 1 reaps nobody, as in many containers, a dead process stays as a zombie.
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined
  return `${pid} ${fields[19] ?? ''}`.trim()
}

export async function isAlive(identity: string): Promise<boolean> {
  const pid = Number.parseInt(identity, 10)
  const now = pid > 0 ? await identify(pid) : undefined
  return now !== undefined && (now === identity || now === `${pid}` || identity === `${pid}`)
}

/** Runs the task while no other process (or call) runs one under the same lock file. */
export async function withLock<T>(file: string, task: () => Promise<T>, onWait: () => void) {
  const identity = (await identify(process.pid)) ?? `${process.pid}`
  for (let tries = 0; !tryLock(file, identity); tries++) {
    await breakStaleLock(file)
    if (tries === 10) onWait()
    await delay(50)
  }
  try {
    return await task()
  } finally {
    rmSync(file, { force: true })
  }
}

function tryLock(file: string, identity: string): boolean {
  try {
    writeFileSync(file, identity, { flag: 'wx' })
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw new ClusterError(`${file} cannot be written: ${reasonOf(error)}`)
  }
}

/** Two waiters must not both remove a dead one's lock, the second would remove the first's. */
async function breakStaleLock(file: string): Promise<void> {
  const guard = `${file}.break`
  if (await isHeld(file)) return
  if (!tryLock(guard, '')) {
    if (ageOf(guard) > 10_000) rmSync(guard, { force: true })
    return
  }
  try {
    if (!(await isHeld(file))) rmSync(file, { force: true })
  } finally {
    rmSync(guard, { force: true })
  }
}

async function isHeld(file: string): Promise<boolean> {
  let holder = ''
  try {
    holder = readFileSync(file, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT')) return true
    throw new ClusterError(`${file} cannot be read: ${reasonOf(error)}`)
  }
  return holder === '' ? ageOf(file) < 5000 : isAlive(holder)
}

function ageOf(file: string): number {
  const mtime = statSync(file, { throwIfNoEntry: false })?.mtimeMs
  return mtime === undefined ? 0 : Date.now() - mtime
}

/** What postmaster.pid says, and whether the process it names is the postmaster of this folder. */
export type Postmaster = { pid: number; port: number; status: string; isRunning: boolean }

export async function readPostmaster(folder: string, account?: Account) {
  const text = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return ''
    throw new ClusterError(`${folder} cannot be read: ${reasonOf(error)}`)
  })
  const lines = text.split('\n').map((line) => line.trim())
  const pid = Number(lines[0])
  if (!(pid > 0)) return undefined
  const isRunning =
    (await identify(pid)) !== undefined && (await servesFolder(pid, folder, lines[1], account))
  return { pid, port: Number(lines[3]), status: lines[7] ?? 'starting', isRunning }
}

/** A postmaster works in its data directory, wherever the folder was moved or copied since. */
async function servesFolder(pid: number, folder: string, named = '', account?: Account) {
  if (process.platform === 'win32') return true
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === folder
    } catch {
      // In a container even root may not look; the account that runs it may.
      const cwd = await run('readlink', [`/proc/${pid}/cwd`], { account })
      if (cwd.code === 0) return cwd.stdout.trim() === folder
    }
  }
  const name = (await run('ps', ['-o', 'comm=', '-p', `${pid}`])).stdout
  return name.includes('postgres') && named === folder
}

/**
 * A left-over postmaster.pid may name a zombie or another process that has the number now, and
 * PostgreSQL would then refuse to start. Only the number is replaced, by one no process has: the
 * shared memory the file names must still be checked for backends that outlived their postmaster.
 */
export async function disownPostmaster(folder: string, pid: number): Promise<void> {
  if ((await identify(pid)) === undefined && !signalFinds(pid)) return
  const file = join(folder, 'postmaster.pid')
  const text = await readFile(file, 'utf8')
  await writeFile(file, text.replace(/^\s*-?\d+/, '2147483646'))
}

function signalFinds(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return isCode(error, 'EPERM')
  }
}

/** Why nobody can work on this port: 'password', or something that may pass; undefined: one can. */
export async function logIn(port: number, password: string): Promise<string | undefined> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password,
    database: 'postgres',
    ssl: false,
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return undefined
  } catch (error) {
    // No free connection (53300) is an answer too.
    if (isCode(error, '53300')) return undefined
    return isCode(error, '28P01', '28000') ? 'password' : reasonOf(error)
  } finally {
    await client.end().catch(() => {})
  }
}

export function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

/** One line out of anything thrown or printed. */
export function reasonOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  const lines = text.split('\n').map((line) => line.trim())
  const telling = lines.find((line) => /(FATAL|PANIC|error|could not|cannot)/i.test(line))
  return telling ?? lines.find((line) => line !== '') ?? 'no reason given'
}
