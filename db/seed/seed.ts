import type pg from 'pg'
import type { DB } from '../types.ts'
import { campaignRow, planCampaigns, shareRows } from './campaigns.ts'
import { activityRows, codeRow, printCodes } from './codes.ts'
import { fileRow, keepFiles } from './files.ts'
import { invitationRows } from './invitations.ts'
import {
  foundCompanies,
  memberRows,
  movementRows,
  organizationRow,
  type Plan,
  palaceId,
} from './organizations.ts'
import { type Counts, drawScans } from './scans.ts'

export { demoEmails } from './organizations.ts'

/** The demo slice: the documents' customers and revenue, and fewer of everything else. */
const demo = {
  organizations: new Map([
    [1, 142],
    [2, 68],
    [3, 15],
  ]),
  scans: { human: 13_800, other: 1_200, palaceHuman: 156, palaceOther: 14 },
}
const scanDays = 62
/** Any number, as long as nothing else takes the same advisory lock. */
const lockKey = 7_310_504

export type Load = {
  now: Date
  /** Of the password the demo's accounts share, and of one that nobody knows. */
  hashes: { demo: string; nobody: string }
  /** Fewer hits than the demo has: for tests. */
  scans?: Counts
  say: (line: string) => void
}

/** Whether the demo is in this database. */
export async function isDemoLoaded(client: pg.ClientBase): Promise<boolean> {
  const { rowCount } = await client.query('select from app.organizations where id = $1', [palaceId])
  return rowCount === 1
}

/**
 * Loads the demo slice in one transaction, through a connection past row security; returns whether it had to. Two that
 * come together load it once, one that is killed leaves nothing.
 */
export async function loadDemo(client: pg.ClientBase, load: Load): Promise<boolean> {
  await client.query('begin')
  try {
    await client.query('select pg_advisory_xact_lock($1)', [lockKey])
    const isNew = !(await isDemoLoaded(client))
    if (isNew) await insertDemo(client, load)
    await client.query('commit')
    if (isNew) await countScans(client)
    return isNew
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

async function insertDemo(client: pg.ClientBase, { now, hashes, scans, say }: Load): Promise<void> {
  const count = demo.organizations.values().reduce((sum, each) => sum + each, 0)
  say(`Loading the demo: ${count} organizations …`)
  const rows = demoRows(await listPlans(client), now, hashes, scans)
  await makePartitions(client, now)
  for (const [table, list] of Object.entries(rows)) {
    await insertRows(client, table as keyof typeof rows, list)
  }
  await countUsage(
    client,
    rows.organizations.map(({ id }) => id),
  )
}

/** Counts the scans into the rollups, so that the first page shows them all; a scan is settled only after its commit. */
async function countScans(client: pg.ClientBase): Promise<void> {
  await client.query('select app.roll_up(array(select id from app.organizations), 1000000000)')
}

/** All rows of the demo, in the order they can be inserted. The same plans and moment give the same rows. */
export function demoRows(
  plans: readonly Plan[],
  now: Date,
  hashes: Load['hashes'],
  scans: Counts = demo.scans,
) {
  for (const rank of demo.organizations.keys()) {
    if (!plans.some((plan) => plan.rank === rank))
      throw new Error(`The demo needs a plan of rank ${rank}.`)
  }
  const companies = foundCompanies(now, plans, demo.organizations)
  const organizations = companies.map(organizationRow)
  const movements = companies.flatMap((company) => movementRows(company, plans))
  const people = companies.flatMap((company) => memberRows(company, hashes))
  const codes = companies.map(printCodes)
  const campaigns = companies.map((company, index) => planCampaigns(company, codes[index] ?? []))
  const files = companies.flatMap((company, index) => keepFiles(company, codes[index] ?? []))
  const activities = companies.flatMap((company, index) => [
    ...activityRows(company, codes[index] ?? []),
    ...shareRows(campaigns[index] ?? []),
  ])
  const qr_codes = codes.flat().map(codeRow)
  return {
    organizations,
    subscription_movements: movements,
    users: people.map(({ user }) => user),
    members: people.map(({ member }) => member),
    invitations: companies.flatMap(invitationRows),
    qr_slugs: qr_codes.map(({ slug, organization_id, id }) => ({
      ...{ slug, organization_id, qr_code_id: id },
    })),
    campaigns: campaigns.flat().map(campaignRow),
    uploaded_files: files.map(fileRow),
    qr_codes,
    activity_log: activities,
    qr_scan_events: drawScans(codes.flat(), now, scans),
  } satisfies Partial<Record<keyof DB, readonly object[]>>
}

/** Plans by rank; limits by resource. */
export async function listPlans(client: pg.ClientBase): Promise<Plan[]> {
  const { rows } = await client.query<Plan>(`
    select id, rank, price_cents, is_default,
      (select jsonb_object_agg(resource, max) from app.plan_limits where plan_id = plans.id) as limits
    from app.plans order by rank`)
  return rows
}

async function makePartitions(client: pg.ClientBase, now: Date): Promise<void> {
  const first = new Date(now.getTime() - scanDays * 86_400_000)
  const months =
    12 * (now.getUTCFullYear() - first.getUTCFullYear()) + now.getUTCMonth() - first.getUTCMonth()
  await client.query('set local role oi_owner')
  await client.query('select app.make_scan_partitions($1, $2)', [first, months + 1])
  await client.query('reset role')
}

const atOnce = 2_000

/** The database reads the values: as JSON, into the columns that the first row names. */
async function insertRows(
  client: pg.ClientBase,
  table: keyof DB,
  rows: readonly object[],
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).join(', ')
  for (let from = 0; from < rows.length; from += atOnce) {
    await client.query(
      `insert into app.${table} (${columns})
       select ${columns} from jsonb_populate_recordset(null::app.${table}, $1::jsonb)`,
      [JSON.stringify(rows.slice(from, from + atOnce))],
    )
  }
}

/** Counted from the rows that are there, so that they agree whatever was made up. */
export async function countUsage(client: pg.ClientBase, ids: readonly string[]): Promise<void> {
  await client.query(
    `insert into app.organization_usage (organization_id, resource, used)
     select id, resource, case resource
       when 'SEATS' then (select count(*) from app.members where organization_id = organizations.id)
       when 'QR_CODES' then (
         select count(*) from app.qr_codes where organization_id = organizations.id and deleted_at is null)
       when 'CAMPAIGNS' then (select count(*) from app.campaigns where organization_id = organizations.id)
       when 'UPLOADS' then (select count(*) from app.uploaded_files where organization_id = organizations.id)
       when 'STORAGE_BYTES' then (
         select coalesce(sum(size_bytes), 0) from app.uploaded_files where organization_id = organizations.id)
     end
     from app.organizations, unnest(enum_range(null::app.resource)) as resource
     where id = any($1)
     on conflict (organization_id, resource) do update set used = excluded.used`,
    [ids],
  )
}
