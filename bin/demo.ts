import { randomBytes, randomInt } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { Readable } from 'node:stream'
import pg from 'pg'
import { type Config, ConfigError } from '../api/config.ts'
import { hashPassword, passwordProblem, verifyPassword } from '../api/credentials/password.ts'
import { openStorage } from '../api/storage/open.ts'
import { StorageAway } from '../api/storage/storage.ts'
import { bytesOf, digestOf } from '../db/seed/files.ts'
import { demoEmails, isDemoLoaded, loadDemo } from '../db/seed/seed.ts'
import { demoAccountsFile } from './database.ts'
import { seedAdmin } from './demo-admin.ts'

/**
 * Loads the demo slice unless it is there, and returns the lines to print: the accounts, and the password they share. It
 * is kept in DATA_DIR/demo-accounts, as the staff's are; when that file is lost, the accounts get a new one. What is returned is always true:
 * an account that has another password is given this one.
 */
export async function seedDemo(
  config: Config,
  adminUrl: string,
  say: (line: string) => void,
): Promise<string[]> {
  const file = demoAccountsFile(config)
  const password = await keptPassword(config, file)
  const client = new pg.Client({ connectionString: adminUrl })
  // A server that goes away while a hash is computed; the next query says so.
  client.on('error', () => {})
  await client.connect()
  try {
    // Hashing is slow and no transaction waits for it.
    if (!(await isDemoLoaded(client))) {
      const hashes = {
        demo: await hashPassword(password),
        nobody: await hashPassword(randomBytes(32).toString('base64')),
      }
      await loadDemo(client, { now: new Date(), hashes, say })
    }
    await keepFiles(client, config, say)
    await setPassword(client, password)
    const staff = await seedAdmin(config, adminUrl, file, newPassword)
    const lines = [...linesOf(await listAccounts(client), password), ...staff]
    keep(file, lines)
    return lines
  } finally {
    await client.end()
  }
}

/** The password in the file, else a new one, written before it is used: of two starts together both use the same. */
async function keptPassword(config: Config, file: string): Promise<string> {
  try {
    mkdirSync(config.dataDir, { recursive: true })
    const kept = readPassword(file)
    if (kept) return kept
    const fresh = await newPassword()
    try {
      writeFileSync(file, `password ${fresh}\n`, { mode: 0o600, flag: 'wx' })
      return fresh
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const others = readPassword(file)
    if (!others) writeFileSync(file, `password ${fresh}\n`)
    return others ?? fresh
  } catch (error) {
    throw new ConfigError(`${file} cannot be written (${(error as Error).message}).`)
  }
}

function readPassword(file: string): string | undefined {
  if (!existsSync(file)) return undefined
  return /\bpassword (\S{12,})$/m.exec(readFileSync(file, 'utf8'))?.[1]
}

/** Without letters and digits that look alike. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Four groups of three: 59 bits that can be typed on a phone. */
async function newPassword(): Promise<string> {
  for (;;) {
    const group = () =>
      Array.from({ length: 3 }, () => alphabet[randomInt(alphabet.length)]).join('')
    const password = [group(), group(), group(), group()].join('-')
    if ((await passwordProblem(password, [])) === null) return password
  }
}

async function setPassword(client: pg.Client, password: string): Promise<void> {
  const { rows } = await client.query<{ hash: string }>(
    'select distinct password_hash as hash from app.users where email = any($1)',
    [demoEmails],
  )
  const wrong: string[] = []
  for (const { hash } of rows) if (!(await verifyPassword(hash, password))) wrong.push(hash)
  if (wrong.length === 0) return
  await client.query(
    'update app.users set password_hash = $1 where email = any($2) and password_hash = any($3)',
    [await hashPassword(password), demoEmails, wrong],
  )
}

/** The bytes of the demo's files, wherever they are missing: they are drawn, not downloaded. */
async function keepFiles(
  client: pg.Client,
  config: Config,
  say: (line: string) => void,
): Promise<void> {
  const { rows } = await client.query<DemoFile>(
    `select organization_id, storage_id, type, sha256, organizations.name from app.uploaded_files
     join app.organizations on organizations.id = organization_id
     where storage_id is not null and organization_id in (
       select organization_id from app.members join app.users on users.id = user_id where users.email = any($1))`,
    [demoEmails],
  )
  const storage = openStorage(config.dataDir, config.s3, 'uploads')
  for (const row of rows) {
    // What visitors have added is theirs, and is recognised by its digest.
    const bytes = row.type === 'PDF' || row.type === 'PNG' ? bytesOf(row.type, row.name) : null
    if (!bytes || digestOf(bytes) !== row.sha256) continue
    const key = `${row.organization_id}/${row.storage_id}`
    try {
      if (!(await storage.head(key))) await storage.put(key, Readable.from([bytes]), bytes.length)
    } catch (error) {
      if (!(error instanceof StorageAway)) throw error
      return say(`Note: the demo's files could not be kept (${error.message}).`)
    }
  }
}

type DemoFile = {
  organization_id: string
  storage_id: string
  type: string
  sha256: string
  name: string
}

type Account = { email: string; role: string; organization: string; plan: string }

async function listAccounts(client: pg.Client): Promise<Account[]> {
  const { rows } = await client.query<Account>(
    `select users.email, lower(members.role::text) as role, organizations.name as organization, plans.name as plan
     from app.users
     join app.members on members.user_id = users.id and members.status = 'ACTIVE'
     join app.organizations on organizations.id = members.organization_id
     join app.plans on plans.id = organizations.plan_id
     where users.email = any($1)
     order by array_position($1, users.email), members.id`,
    [demoEmails],
  )
  return rows
}

function linesOf(accounts: readonly Account[], password: string): string[] {
  const width = Math.max(0, ...accounts.map(({ email }) => email.length))
  return [
    `  Demo      all accounts have the password ${password}`,
    ...accounts.map(({ email, role, organization, plan }) => {
      return `            ${email.padEnd(width)}  ${role} of ${organization}, ${plan}`
    }),
  ]
}

/** Beside its place and renamed into it: a killed start leaves no half a password. */
function keep(file: string, lines: readonly string[]): void {
  const text = `${lines.join('\n')}\n`
  chmodSync(file, 0o600)
  if (readFileSync(file, 'utf8') === text) return
  const draft = `${file}.${process.pid}`
  rmSync(draft, { force: true })
  writeFileSync(draft, text, { mode: 0o600 })
  renameSync(draft, file)
}
