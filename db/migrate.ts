import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runMigrations as installLibrary, Logger } from 'graphile-worker'
import pg from 'pg'
import { bypassing, roadPassword, roads } from './urls.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
/** Any number, as long as nothing else in the cluster takes the same advisory lock. */
const lockKey = 7_310_502
const monthsAhead = 3
/** Where the job library keeps its tables. */
export const jobsSchema = 'graphile_worker'
const silent = new Logger(() => () => {})

/** What a migration did; `warnings` are sentences for the operator. */
export type Migrated = { applied: string[]; refreshed: string[]; warnings: string[] }

/** A migration that cannot run: a changed file, a missing right. The message is one line for a person. */
export class MigrationError extends Error {}

/**
 * Brings a database to the present: roles, pending migrations, then every file of sql/ whose text changed, all under one
 * advisory lock, so that two processes starting together migrate once. Running it again changes nothing.
 */
export async function migrate(adminUrl: string, secretKey: Buffer): Promise<Migrated> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey])
    await client.query("set timezone to 'UTC'")
    await client.query('set lock_timeout = 0')
    await prepare(client)
    const applied = await runMigrations(client)
    await installJobs(client, adminUrl)
    const refreshed = await refreshPresent(client)
    await setPasswords(client, secretKey)
    await ownerRuns(
      client,
      `select app.make_scan_partitions((now() - interval '1 month')::date, ${monthsAhead + 2})`,
    )
    return { applied, refreshed, warnings: await inspect(client) }
  } finally {
    await client.end()
  }
}

/** Names of the migrations the database still lacks; empty when it is current. */
export async function pendingMigrations(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query('select name from oi_migrations.applied')
  const done = new Set(rows.map((row) => row.name as string))
  return migrationFiles()
    .map((file) => basename(file))
    .filter((name) => !done.has(name))
}

async function prepare(client: pg.Client): Promise<void> {
  await apply(client, readFileSync(join(root, 'sql/roles.sql'), 'utf8'))
  // With only CREATEROLE the migrator must be told that it may act as the owner it made.
  await client.query('grant oi_owner to current_user')
  await client.query('grant oi_owner to oi_keeper with inherit false, set true')
  await client.query('grant oi_jobs to current_user')
  await client.query('grant oi_jobs to oi_worker with inherit false, set true')
  await client.query(`
    create schema if not exists oi_migrations;
    create table if not exists oi_migrations.applied (name text primary key, checksum text not null, at timestamptz not null default now());
    create table if not exists oi_migrations.present (name text primary key, checksum text not null, at timestamptz not null default now());
    grant usage on schema oi_migrations to oi_app;
    grant select on oi_migrations.applied to oi_app`)
  await client.query(
    'alter default privileges for role oi_owner revoke execute on functions from public',
  )
  await closeDatabase(client)
}

/** Takes from everybody what a database gives by itself. Belongs to the database, so a copy of it must be closed too. */
export async function closeDatabase(client: pg.Client): Promise<void> {
  const database = client.escapeIdentifier(client.database ?? '')
  await client.query(`
    grant create on database ${database} to oi_owner;
    revoke temporary on database ${database} from public;
    revoke create on schema public from public`)
  // Large objects know no row security, and every organization's operations run as the same role.
  await client.query(`
    do $$
    begin
      if (select rolsuper from pg_roles where rolname = current_user) then
        revoke execute on function lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea),
          lo_put(oid, bigint, bytea), lo_open(oid, integer), lowrite(integer, bytea) from public;
      end if;
    end
    $$`)
}

async function runMigrations(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query('select name, checksum from oi_migrations.applied')
  const known = new Map(rows.map((row) => [row.name as string, row.checksum as string]))
  const applied: string[] = []
  for (const file of migrationFiles()) {
    const name = basename(file)
    const text = readFileSync(file, 'utf8')
    const checksum = checksumOf(text)
    const before = known.get(name)
    if (before === checksum) continue
    if (before)
      throw new MigrationError(
        `${name} was changed after it had been applied; add a new migration instead.`,
      )
    await inTransaction(client, async () => {
      await client.query('set local role oi_owner')
      await apply(client, text)
      await client.query('reset role')
      await client.query('insert into oi_migrations.applied (name, checksum) values ($1, $2)', [
        name,
        checksum,
      ])
    })
    applied.push(name)
  }
  return applied
}

/** The job library's own migrations, run as the role that owns its tables; it knows which it has run. */
async function installJobs(client: pg.Client, adminUrl: string): Promise<void> {
  const database = client.escapeIdentifier(client.database ?? '')
  const pool = new pg.Pool({ connectionString: adminUrl, max: 1, options: '-c role=oi_jobs' })
  pool.on('error', () => {})
  pool.on('connect', (each) => each.on('error', () => {}))
  await client.query(`grant create on database ${database} to oi_jobs`)
  try {
    await installLibrary({ pgPool: pool, schema: jobsSchema, logger: silent })
  } finally {
    await pool.end()
    await client.query(`revoke create on database ${database} from oi_jobs`)
  }
}

/** Functions before policies, which call them; plans last, into tables that stand. */
async function refreshPresent(client: pg.Client): Promise<string[]> {
  await client.query(
    'grant usage on schema app to oi_app, oi_export, oi_auth, oi_scan, oi_keeper, oi_mailer, oi_rollup, oi_door, oi_admin',
  )
  const { rows } = await client.query('select name, checksum from oi_migrations.present')
  const known = new Map(rows.map((row) => [row.name as string, row.checksum as string]))
  const refreshed: string[] = []
  for (const file of presentFiles()) {
    const name = relative(root, file)
    const text = readFileSync(file, 'utf8')
    const checksum = checksumOf(text)
    if (known.get(name) === checksum) continue
    await patiently(client, async () => {
      await client.query('set local role oi_owner')
      await apply(client, text)
      await client.query('reset role')
      await client.query(
        `insert into oi_migrations.present (name, checksum) values ($1, $2)
         on conflict (name) do update set checksum = excluded.checksum, at = now()`,
        [name, checksum],
      )
    })
    refreshed.push(name)
  }
  return refreshed
}

function migrationFiles(): string[] {
  return globSync(join(root, 'db/migrations/*.sql')).sort()
}

function presentFiles(): string[] {
  const functions = globSync(join(root, 'sql/functions/*.sql')).sort()
  const policies = globSync(join(root, 'sql/policies/*.sql')).sort()
  return [...functions, ...policies, join(root, 'sql/plans.sql')]
}

function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

async function apply(client: pg.Client, text: string): Promise<void> {
  await client.query(text)
}

async function ownerRuns(client: pg.Client, text: string): Promise<void> {
  await inTransaction(client, async () => {
    await client.query('set local role oi_owner')
    await client.query(text)
  })
}

/** A re-created policy waits behind open readers and makes new ones wait, so it waits two seconds at most and tries again. */
async function patiently(client: pg.Client, work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await inTransaction(client, async () => {
        await client.query("set local lock_timeout = '2s'")
        await work()
      })
      return
    } catch (error) {
      const busy = error instanceof pg.DatabaseError && error.code === '55P03'
      if (!busy || attempt === 10) throw error
    }
  }
}

async function inTransaction(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query('begin')
  try {
    await work()
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

async function setPasswords(client: pg.Client, secretKey: Buffer): Promise<void> {
  for (const road of roads) {
    const password = client.escapeLiteral(roadPassword(secretKey, road))
    await client.query(`alter role ${road} password ${password}`)
  }
}

/** What needs a superuser to be set is looked at afterwards: a role that could bypass a policy stops the start. */
async function inspect(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query(
    `select rolname from pg_roles
     where rolname = any($1) and (rolsuper or rolbypassrls <> (rolname = any($2)) or rolcreaterole or rolcreatedb)`,
    [[...roads], [...bypassing]],
  )
  if (rows.length > 0) {
    const names = rows.map((row) => row.rolname).join(', ')
    throw new MigrationError(
      `The database roles ${names} may do more, or less, than sql/roles.sql says (row security, roles, databases); a superuser must mend that.`,
    )
  }
  const { rows: server } = await client.query(
    `select current_setting('server_version_num')::int as version,
       has_function_privilege('oi_app', 'lo_create(oid)', 'execute') as "isOpen"`,
  )
  const warnings: string[] = []
  if (server[0].version < 180_007)
    warnings.push(
      'PostgreSQL is older than 18.7 (CVE-2026-6460); fine for a trial, upgrade before production.',
    )
  if (server[0].isOpen)
    warnings.push('Only a superuser can close large objects to everybody; migrate once as one.')
  return warnings
}
