import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { v7 as uuidv7 } from 'uuid'
import { openPools, type Pools, type Tenant } from './connections.ts'
import { startCluster } from './embedded.ts'
import { closeDatabase, migrate } from './migrate.ts'
import { withDatabase } from './urls.ts'

/** What every test runs on: one cluster, and one migrated database that each test file copies. */
export type TestCluster = { adminUrl: string; stop(): Promise<void> }

const template = 'oi_template'
/** The same in every test, so that copies of the template know the same passwords. */
export const testSecret = Buffer.alloc(32, 7)

/** A cluster of its own in a temporary folder, so that tests never meet a running `npm start`. */
export async function startTestCluster(): Promise<TestCluster> {
  const dataDir = aFolder('oi-test-')
  const settings = { fsync: 'off', full_page_writes: 'off', max_connections: '300' }
  const cluster = await startCluster({ dataDir, password: 'test', settings })
  const adminUrl = withDatabase(cluster.url, template)
  await run(cluster.url, `create database ${template}`)
  await migrate(adminUrl, testSecret)
  return {
    adminUrl,
    async stop() {
      await cluster.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** A temporary folder that PostgreSQL's own account may enter, also when root runs the tests; the caller removes it. */
export function aFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  chmodSync(folder, 0o755)
  return folder
}

/** A fresh copy of the template; drop() at the end of the test file. */
export type TestDatabase = { adminUrl: string; pools: Pools; admin: pg.Pool; drop(): Promise<void> }

export async function aDatabase(
  templateUrl = process.env.TEST_DATABASE_URL,
): Promise<TestDatabase> {
  if (!templateUrl) throw new Error('TEST_DATABASE_URL is missing: run tests with npm test')
  const name = `oi_test_${uuidv7().replaceAll('-', '')}`
  const rootUrl = withDatabase(templateUrl, 'postgres')
  await run(rootUrl, `create database ${name} template ${template}`)
  const adminUrl = withDatabase(templateUrl, name)
  await withClient(adminUrl, closeDatabase)
  const pools = openPools(adminUrl, testSecret)
  const admin = new pg.Pool({ connectionString: adminUrl, max: 4, options: '-c search_path=app' })
  admin.on('error', () => {})
  return {
    adminUrl,
    pools,
    admin,
    async drop() {
      await pools.end()
      await admin.end()
      await run(rootUrl, `drop database if exists ${name} with (force)`)
    },
  }
}

async function run(url: string, text: string): Promise<void> {
  await withClient(url, (client) => client.query(text))
}

async function withClient(
  url: string,
  work: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

export type TestOrganization = Tenant & { memberId: string; userId: string }

/** An organization with its owner and counted rows, on the sign-up plan or the one named. */
export async function anOrganization(
  database: TestDatabase,
  options: { name?: string; planRank?: number } = {},
): Promise<TestOrganization> {
  const who = { organizationId: uuidv7(), memberId: uuidv7(), userId: uuidv7() }
  const name = options.name ?? `Company ${who.organizationId}`
  const email = `${who.userId}@example.test`
  const { admin } = database
  await admin.query(
    `insert into organizations (id, name, email, plan_id)
     select $1, $2, $3, id from plans where rank = $4`,
    [who.organizationId, name, email, options.planRank ?? 1],
  )
  await admin.query(
    `insert into organization_usage (organization_id, resource, used)
     select $1, resource, (resource = 'SEATS')::int from unnest(enum_range(null::resource)) as resource`,
    [who.organizationId],
  )
  await admin.query(
    `insert into users (id, email, name, password_hash) values ($1, $2, $3, 'none')`,
    [who.userId, email, name],
  )
  await admin.query(
    `insert into members (organization_id, id, user_id, name, email, role) values ($1, $2, $3, $4, $5, 'OWNER')`,
    [who.organizationId, who.memberId, who.userId, name, email],
  )
  return who
}

/** A campaign of that organization, inserted past all limits. */
export async function aCampaign(
  database: TestDatabase,
  organization: Pick<TestOrganization, 'organizationId' | 'memberId'>,
): Promise<string> {
  const id = uuidv7()
  await database.admin.query(
    `insert into campaigns (organization_id, id, name, status, created_by) values ($1, $2, 'Campaign', 'ACTIVE', $3)`,
    [organization.organizationId, id, organization.memberId],
  )
  return id
}

/** A QR code of that organization, inserted past all limits. */
export async function aQrCode(
  database: TestDatabase,
  organization: TestOrganization,
  options: { name?: string; targetUrl?: string } = {},
): Promise<{ id: string; slug: string }> {
  const id = uuidv7()
  const slug = `T${id.replaceAll('-', '').slice(-15)}`
  const { admin } = database
  await admin.query(
    'insert into qr_slugs (slug, organization_id, qr_code_id) values ($1, $2, $3)',
    [slug, organization.organizationId, id],
  )
  await admin.query(
    `insert into qr_codes (organization_id, id, slug, name, target_url, created_by) values ($1, $2, $3, $4, $5, $6)`,
    [
      organization.organizationId,
      id,
      slug,
      options.name ?? 'Code',
      options.targetUrl ?? 'https://example.com/',
      organization.memberId,
    ],
  )
  return { id, slug }
}
