import { type SelectQueryBuilder, sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { TenantDb } from '../../db/connections.ts'
import type { CampaignStatus, DB } from '../../db/types.ts'
import { notFound } from '../graphql/errors.ts'
import { isId, type Keyset } from '../graphql/page.ts'

const today = sql<string>`(select local_today())`

/** What the campaign is today, its dates considered. */
const status = sql<CampaignStatus>`campaign_status(campaigns.status, start_date, end_date, ${today})`

const columns = [
  'id',
  'name',
  'description',
  'start_date',
  'end_date',
  'version',
  'created_by',
  'created_at',
  'updated_at',
  'deleted_at',
] as const

function campaigns(db: TenantDb) {
  return db
    .selectFrom('campaigns')
    .select(columns)
    .select([
      status.as('status'),
      'campaigns.status as chosen_status',
      sql<number | null>`end_date - start_date + 1`.as('days'),
      sql<number | null>`case when ${today} between start_date and coalesce(end_date, 'infinity')
        then ${today} - start_date + 1 end`.as('day'),
    ])
}

/** The campaign, also a deleted one. */
export async function findCampaign(db: TenantDb, id: string) {
  if (!isId(id)) return undefined
  return campaigns(db).where('id', '=', id).executeTakeFirst()
}
export type CampaignRow = NonNullable<Awaited<ReturnType<typeof findCampaign>>>

/** The campaign if it is there and not deleted, else NOT_FOUND. */
export async function getCampaign(db: TenantDb, id: string): Promise<CampaignRow> {
  const row = await findCampaign(db, id)
  if (!row || row.deleted_at) throw notFound()
  return row
}

export async function listCampaignsById(
  db: TenantDb,
  ids: readonly string[],
): Promise<CampaignRow[]> {
  return campaigns(db).where('id', '=', sql<string>`any(${ids}::uuid[])`).execute()
}

/** Which campaigns are wanted; without a status all but the archived ones, never the deleted ones. */
export type CampaignFilter = {
  search?: string | null | undefined
  status?: CampaignStatus | null | undefined
}

function filtered<O>(query: SelectQueryBuilder<DB, 'campaigns', O>, filter: CampaignFilter) {
  const words = filter.search?.trim()
  const pattern = `%${words?.replace(/[\\%_]/g, '\\$&')}%`
  return query
    .where('deleted_at', 'is', null)
    .$if(!filter.status, (each) => each.where('campaigns.status', '<>', 'ARCHIVED'))
    .$if(Boolean(filter.status), (each) => each.where(status, '=', filter.status as CampaignStatus))
    .$if(Boolean(words), (each) =>
      each.where((eb) =>
        eb.or([eb('name', 'ilike', pattern), eb('description', 'ilike', pattern)]),
      ),
    )
}

/** Newest first. */
export async function listCampaigns(
  db: TenantDb,
  { limit, afterId }: Keyset,
  filter: CampaignFilter,
): Promise<CampaignRow[]> {
  return filtered(campaigns(db), filter)
    .$if(afterId !== null, (query) => query.where('id', '<', afterId))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function countCampaigns(db: TenantDb, filter: CampaignFilter): Promise<number> {
  const counted = db.selectFrom('campaigns').select((eb) => eb.fn.countAll<number>().as('count'))
  const { count } = await filtered(counted, filter).executeTakeFirstOrThrow()
  return count
}

export type NewCampaign = {
  name: string
  description: string | null
  startDate: string | null
  endDate: string | null
  status: CampaignStatus
}

/** Inserts a campaign; the caller has claimed its place in the limit. */
export async function insertCampaign(
  db: TenantDb,
  who: { organizationId: string; memberId: string },
  fresh: NewCampaign,
): Promise<string> {
  const id = uuidv7()
  await db
    .insertInto('campaigns')
    .values({
      organization_id: who.organizationId,
      id,
      name: fresh.name,
      description: fresh.description,
      start_date: fresh.startDate,
      end_date: fresh.endDate,
      status: fresh.status,
      created_by: who.memberId,
    })
    .execute()
  return id
}

/** Changes a campaign that still has that version; false when it changed meanwhile. */
export async function updateCampaign(
  db: TenantDb,
  id: string,
  version: number,
  change: Partial<NewCampaign>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('campaigns')
    .set((eb) => ({
      name: change.name,
      description: change.description,
      start_date: change.startDate,
      end_date: change.endDate,
      status: change.status,
      version: eb('version', '+', 1),
      updated_at: new Date(),
    }))
    .where('id', '=', id)
    .where('version', '=', version)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Marks a campaign as deleted, or as there again; false when it already was (a double click counts once). */
export async function setDeleted(
  db: TenantDb,
  id: string,
  deletedAt: Date | null,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('campaigns')
    .set((eb) => ({
      deleted_at: deletedAt,
      version: eb('version', '+', 1),
      updated_at: new Date(),
    }))
    .where('id', '=', id)
    .where('deleted_at', deletedAt ? 'is' : 'is not', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
