import { readFileSync, rmSync, statSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findHome, give, type Home, openFolder, program } from './account.ts'
import {
  ClusterError,
  disownPostmaster,
  identify,
  isAlive,
  isCode,
  logIn,
  readPostmaster,
  reasonOf,
  run,
  withLock,
} from './process.ts'

export { ClusterError }

/** A running cluster this process may use. `url` names the superuser on database `postgres`. */
export type Cluster = {
  url: string
  port: number
  /** The folder PostgreSQL keeps its data in. */
  dataDir: string
  /** Whether stop() stops it: true for the one process that started it or took it over. */
  owned: boolean
  /** What a person should know: the account it runs as, data kept elsewhere, a take-over. */
  notes: string[]
  /** Waits for running transactions to roll back and for the shutdown checkpoint. Idempotent. */
  stop(): Promise<void>
}

export type ClusterOptions = {
  dataDir: string
  /** Of the superuser; fixed when the cluster is created. */
  password: string
  say?: (line: string) => void
  /** Settings of postgresql.conf that replace the defaults, used when this call starts the server. */
  settings?: Record<string, string>
}

const defaults = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
}

type Work = Home & Required<ClusterOptions> & { folder: string; log: string }

/** Starts the cluster kept in `dataDir`/pg (creating it on first use), or attaches to the one already running there. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const dataDir = await openFolder(options.dataDir)
  const say = options.say ?? (() => {})
  const alone = async () => {
    const home = await findHome(dataDir)
    for (const note of home.notes) say(note)
    const files = { folder: join(home.place, 'pg'), log: join(home.place, 'pg.log') }
    return claim({ settings: {}, ...options, ...home, ...files, dataDir, say })
  }
  const onWait = () => say(`Another process is starting the database in ${dataDir}, waiting …`)
  return withLock(join(dataDir, 'pg-start.lock'), alone, onWait).catch((error: unknown) => {
    if (error instanceof ClusterError) throw error
    throw new ClusterError(`The database in ${dataDir} cannot be started: ${reasonOf(error)}`, {
      cause: error,
    })
  })
}

/** A port of 127.0.0.1 that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().on('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function claim(work: Work): Promise<Cluster> {
  const { port, isStarted } = await bringUp(work)
  const ownerFile = join(work.dataDir, 'pg-owner.pid')
  const self = (await identify(process.pid)) ?? `${process.pid}`
  const owner = await fs.readFile(ownerFile, 'utf8').catch(() => '')
  const owned = isStarted || !(await isAlive(owner))
  if (owned) {
    rmSync(ownerFile, { force: true })
    await fs.writeFile(ownerFile, self)
  }
  if (owned && !isStarted) {
    note(work, 'Took over a database that an ended process had left running.')
  }
  let stopping: Promise<void> | undefined
  const stop = async () => {
    await stopServer(work)
    const now = await fs.readFile(ownerFile, 'utf8').catch(() => '')
    if (now === self) rmSync(ownerFile, { force: true })
  }
  return {
    url: `postgres://postgres:${encodeURIComponent(work.password)}@127.0.0.1:${port}/postgres`,
    port,
    dataDir: work.folder,
    owned,
    notes: work.notes,
    stop: async () => {
      if (!owned) return
      stopping ??= stop()
      await stopping
    },
  }
}

function note(work: Work, line: string): void {
  work.notes.push(line)
  work.say(line)
}

/** Attaches to a server that runs, waits for one that starts or stops, starts one that is gone. */
async function bringUp(work: Work): Promise<{ port: number; isStarted: boolean }> {
  let isStarted = false
  for (const deadline = Date.now() + 120_000; ; await delay(50)) {
    const state = await inspect(work)
    if (state !== 'complete') await create(work, state === 'half-made')
    const seen = await readPostmaster(work.folder, work.account)
    if (!seen?.isRunning) {
      if (seen) await disownPostmaster(work.folder, seen.pid)
      await launch(work)
      isStarted = true
      continue
    }
    const refusal = seen.status === 'ready' ? await logIn(seen.port, work.password) : seen.status
    if (refusal === undefined) {
      work.say(`PostgreSQL ${isStarted ? 'is ready' : 'already runs'} on port ${seen.port}.`)
      return { port: seen.port, isStarted }
    }
    if (refusal === 'password') {
      if (isStarted) await stopServer(work)
      throw new ClusterError(
        `The database in ${work.folder} was created with another password, which comes from SECRET_KEY. Put the SECRET_KEY (or ${join(work.dataDir, 'secret')}) of that time back, or choose another DATA_DIR.`,
      )
    }
    if (Date.now() > deadline) {
      throw new ClusterError(
        `The PostgreSQL of ${work.folder} (process ${seen.pid}, port ${seen.port}) does not answer: ${refusal}. See ${work.log}, or end that process.`,
      )
    }
  }
}

const madeByInitdb =
  /^(base|global|pg_\w+|PG_VERSION|postgresql(\.auto)?\.conf|pg_(hba|ident)\.conf)$/

/** What lies where the data should be. What may be somebody's data is refused, never replaced. */
async function inspect(work: Work): Promise<'missing' | 'half-made' | 'complete'> {
  const { folder } = work
  const elsewhere = 'Move it away, or choose another DATA_DIR.'
  const names = await fs.readdir(folder).catch((error: unknown): string[] => {
    if (isCode(error, 'ENOENT')) return []
    const reason = isCode(error, 'EACCES', 'EPERM')
      ? 'it belongs to another account'
      : reasonOf(error)
    throw new ClusterError(`${folder} cannot be read as a database: ${reason}. ${elsewhere}`)
  })
  if (names.length === 0) return 'missing'
  // A server has run here when postmaster.opts exists; initdb itself never starts one.
  const isComplete = names.includes('.complete') || names.includes('postmaster.opts')
  if (!isComplete && !names.every((name) => madeByInitdb.test(name))) {
    throw new ClusterError(`${folder} holds something other than a database. ${elsewhere}`)
  }
  const found = await fs.readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => '')
  const major = Number.parseInt(work.version, 10)
  if (Number.parseInt(found, 10) === major) return isComplete ? 'complete' : 'half-made'
  if (found.trim() === '' && !isComplete) return 'half-made'
  const what = /^\d/.test(found) ? `is of PostgreSQL ${found.trim()}` : 'has no readable PG_VERSION'
  throw new ClusterError(
    `The database in ${folder} ${what}, and this is PostgreSQL ${major}. Dump and load it, restore a backup, or choose another DATA_DIR.`,
  )
}

/** Made beside its place and renamed into it, so that what bears the name is whole. */
async function create(work: Work, isHalfMade: boolean): Promise<void> {
  const { folder, place } = work
  work.say(`Creating the database cluster in ${folder} …`)
  for (const name of await fs.readdir(place)) {
    const isLeftOver = /^pg\.(new|probe)-/.test(name)
    if (isLeftOver) await fs.rm(join(place, name), { recursive: true }).catch(() => {})
  }
  if (isHalfMade) {
    const aside = `${folder}.half-made-${Date.now()}`
    await fs.rename(folder, aside)
    note(work, `A half-made cluster was moved to ${aside}; it can be removed.`)
  }
  const draft = await fs.mkdtemp(join(place, 'pg.new-'))
  const made = join(draft, 'pg')
  const secret = join(draft, 'password')
  await fs.writeFile(secret, `${work.password}\n`, { mode: 0o600 })
  await give(work, draft, secret)
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  const access = ['-U', 'postgres', `--pwfile=${secret}`, '-A', 'scram-sha-256']
  const more = work.settings.fsync === 'off' ? ['--no-sync'] : []
  const args = ['-D', made, '-E', 'UTF8', ...locale, ...access, '--no-instructions', ...more]
  try {
    const outcome = await run(program(work, 'initdb'), args, work)
    if (outcome.code !== 0) {
      const reason = reasonOf(outcome.stderr || outcome.stdout)
      throw new ClusterError(`The database cluster in ${folder} could not be created: ${reason}`)
    }
    const marker = join(made, '.complete')
    await fs.writeFile(marker, '')
    await give(work, marker)
    await fs.rmdir(folder).catch(() => {})
    await fs.rename(made, folder)
  } finally {
    await fs.rm(draft, { recursive: true, force: true })
  }
}

async function launch(work: Work): Promise<void> {
  const { folder, log } = work
  work.say(`Starting PostgreSQL ${work.version.split('.', 2).join('.')} …`)
  await prepareLog(work)
  for (const deadline = Date.now() + 60_000; ; await delay(200)) {
    await writeSettings(work, await freePort())
    const from = statSync(log).size
    const args = ['start', '-D', folder, '-l', log, '-w', '-t', '600', '-s']
    const outcome = await run(program(work, 'pg_ctl'), args, work)
    if (outcome.code === 0) return
    const said = readFileSync(log).subarray(from).toString()
    // Somebody took the port, or backends are still noticing that their postmaster was killed.
    if (/could not bind|in use/.test(said) && Date.now() < deadline) continue
    const fatal = said.split('\n').find((line) => /(FATAL|PANIC):/.test(line))
    throw new ClusterError(
      `PostgreSQL could not start in ${folder}: ${reasonOf(fatal ?? outcome.stderr)} (see ${log})`,
    )
  }
}

/** Root restores backups as root; the account needs what is in the folder, and a log to write. */
async function prepareLog(work: Work): Promise<void> {
  const { account, folder, log } = work
  if (account && statSync(folder).uid !== account.uid) {
    await run('chown', ['-Rh', `${account.uid}:${account.gid}`, folder])
  }
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0
  if (size > 10_000_000) await fs.rename(log, `${log}.1`)
  await fs.appendFile(log, '', { mode: 0o600 })
  await give(work, log)
}

async function writeSettings(work: Work, port: number): Promise<void> {
  const settings = { ...defaults, ...work.settings, port: `${port}` }
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name} = '${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'\n`,
  )
  const file = join(work.folder, 'outbound-impact.conf')
  await fs.writeFile(`${file}.new`, `# Written at every start.\n${lines.join('')}`)
  await give(work, `${file}.new`)
  await fs.rename(`${file}.new`, file)
  const main = join(work.folder, 'postgresql.conf')
  const line = `include_if_exists = 'outbound-impact.conf'`
  const text = await fs.readFile(main, 'utf8').catch(() => line)
  if (!text.includes(line)) await fs.appendFile(main, `\n${line}\n`)
}

/** Detached: a second Ctrl-C must not end the wait for an orderly stop. */
async function stopServer(work: Work): Promise<void> {
  for (const mode of ['fast', 'immediate']) {
    const args = ['stop', '-D', work.folder, '-m', mode, '-w', '-t', '60', '-s']
    const outcome = await run(program(work, 'pg_ctl'), args, { ...work, detached: true })
    const seen = await readPostmaster(work.folder, work.account)
    if (outcome.code === 0 || !seen?.isRunning) return
  }
  throw new ClusterError(`PostgreSQL in ${work.folder} does not stop; see ${work.log}.`)
}
