import { randomInt } from 'node:crypto'
import { type SelectQueryBuilder, sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { TenantDb } from '../../db/connections.ts'
import type { DB, QrCodeStatus } from '../../db/types.ts'
import { notFound } from '../graphql/errors.ts'
import { isId, type Keyset } from '../graphql/page.ts'

/** What the code is at this moment, expiry and deletion considered. */
const status = sql<QrCodeStatus>`qr_code_status(qr_codes.status, expires_at, deleted_at)`

const columns = [
  'id',
  'slug',
  'name',
  'target_url',
  'upload_id',
  'location',
  'campaign_id',
  'expires_at',
  'version',
  'created_by',
  'created_at',
  'updated_at',
  'deleted_at',
] as const

function codes(db: TenantDb) {
  return db.selectFrom('qr_codes').select(columns).select(status.as('status'))
}

/** The code, deleted ones included (their scans still show its name). */
export async function findQrCode(db: TenantDb, id: string) {
  if (!isId(id)) return undefined
  return codes(db).where('id', '=', id).executeTakeFirst()
}
export type QrCodeRow = NonNullable<Awaited<ReturnType<typeof findQrCode>>>

/** The code if it is there and not deleted, else NOT_FOUND. */
export async function getQrCode(db: TenantDb, id: string): Promise<QrCodeRow> {
  const row = await findQrCode(db, id)
  if (!row || row.deleted_at) throw notFound()
  return row
}

export async function listQrCodesById(db: TenantDb, ids: readonly string[]): Promise<QrCodeRow[]> {
  return codes(db).where('id', '=', sql<string>`any(${ids}::uuid[])`).execute()
}

/** The codes there are of these, with what the owner chose, locked until the transaction ends. */
export async function lockQrCodes(db: TenantDb, ids: readonly string[]) {
  return codes(db)
    .select('qr_codes.status as chosen_status')
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .orderBy('id')
    .forUpdate()
    .execute()
}

/** The codes that show one of these files, without the deleted ones, newest first. */
export async function listCodesShowing(
  db: TenantDb,
  uploadIds: readonly string[],
): Promise<QrCodeRow[]> {
  return codes(db)
    .where('upload_id', '=', sql<string>`any(${uploadIds}::uuid[])`)
    .where('deleted_at', 'is', null)
    .orderBy('id', 'desc')
    .execute()
}

/** Which codes are wanted; without a status all but the deleted ones. */
export type QrCodeFilter = {
  search?: string | null | undefined
  status?: QrCodeStatus | null | undefined
  /** Of a campaign that is not deleted. */
  campaignId?: string | null | undefined
}

function filtered<O>(query: SelectQueryBuilder<DB, 'qr_codes', O>, filter: QrCodeFilter) {
  const words = filter.search?.trim()
  const pattern = `%${words?.replace(/[\\%_]/g, '\\$&')}%`
  return query
    .$if(!filter.status, (each) => each.where('deleted_at', 'is', null))
    .$if(Boolean(filter.status), (each) => each.where(status, '=', filter.status as QrCodeStatus))
    .$if(Boolean(filter.campaignId), (each) =>
      each.where('campaign_id', '=', (eb) =>
        eb
          .selectFrom('campaigns')
          .select('campaigns.id')
          .where('campaigns.id', '=', filter.campaignId ?? '')
          .where('campaigns.deleted_at', 'is', null),
      ),
    )
    .$if(Boolean(words), (each) =>
      each.where((eb) =>
        eb.or([
          eb('name', 'ilike', pattern),
          eb('location', 'ilike', pattern),
          eb('slug', 'ilike', pattern),
          eb('target_url', 'ilike', pattern),
        ]),
      ),
    )
}

/** Newest first. */
export async function listQrCodes(
  db: TenantDb,
  { limit, afterId }: Keyset,
  filter: QrCodeFilter,
): Promise<QrCodeRow[]> {
  return filtered(codes(db), filter)
    .$if(afterId !== null, (query) => query.where('id', '<', afterId))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function countQrCodes(db: TenantDb, filter: QrCodeFilter): Promise<number> {
  const counted = db.selectFrom('qr_codes').select((eb) => eb.fn.countAll<number>().as('count'))
  const { count } = await filtered(counted, filter).executeTakeFirstOrThrow()
  return count
}

/** The oldest code of a campaign that redirects now. */
export async function findFirstActive(
  db: TenantDb,
  campaignId: string,
): Promise<QrCodeRow | undefined> {
  return codes(db)
    .where('campaign_id', '=', campaignId)
    .where(status, '=', 'ACTIVE')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
}

/** How many codes these campaigns have, without the deleted ones; campaigns without any are left out. */
export async function countCodesOfCampaigns(db: TenantDb, campaignIds: readonly string[]) {
  return db
    .selectFrom('qr_codes')
    .select((eb) => ['campaign_id', eb.fn.countAll<number>().as('count')])
    .where('campaign_id', '=', sql<string>`any(${campaignIds}::uuid[])`)
    .where('deleted_at', 'is', null)
    .groupBy('campaign_id')
    .execute()
}

export type NewQrCode = {
  name: string
  /** Either this or a file. */
  targetUrl: string | null
  uploadId: string | null
  location: string | null
  campaignId: string | null
  expiresAt: Date | null
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** 62^8: more than can be guessed at the rate the scan road answers. */
function newSlug(): string {
  return Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]).join('')
}

/** Inserts a code with a slug of its own; the caller has claimed its place in the limit. */
export async function insertQrCode(
  db: TenantDb,
  who: { organizationId: string; memberId: string },
  fresh: NewQrCode,
): Promise<string> {
  const id = uuidv7()
  const slug = newSlug()
  // A slug once issued stays taken for good; at 62^8 a clash is a bug of the generator, so it fails as one.
  await db
    .insertInto('qr_slugs')
    .values({ slug, organization_id: who.organizationId, qr_code_id: id })
    .execute()
  await db
    .insertInto('qr_codes')
    .values({
      organization_id: who.organizationId,
      id,
      slug,
      name: fresh.name,
      target_url: fresh.targetUrl,
      upload_id: fresh.uploadId,
      location: fresh.location,
      campaign_id: fresh.campaignId,
      expires_at: fresh.expiresAt,
      created_by: who.memberId,
    })
    .execute()
  return id
}

export type QrCodeChange = Partial<NewQrCode> & { status?: 'ACTIVE' | 'PAUSED' }

/** Changes a code that still has that version; false when it changed meanwhile. */
export async function updateQrCode(
  db: TenantDb,
  id: string,
  version: number,
  change: QrCodeChange,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('qr_codes')
    .set((eb) => ({
      name: change.name,
      target_url: change.targetUrl,
      upload_id: change.uploadId,
      location: change.location,
      campaign_id: change.campaignId,
      expires_at: change.expiresAt,
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

/** Marks a code as deleted, or as there again; false when it already was (a double click counts once). */
export async function setDeleted(
  db: TenantDb,
  id: string,
  deletedAt: Date | null,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('qr_codes')
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

/** Changes codes that the caller has locked, each to its next version. */
export async function updateQrCodes(
  db: TenantDb,
  ids: readonly string[],
  change: { status?: 'ACTIVE' | 'PAUSED'; campaignId?: string | null; deletedAt?: Date | null },
): Promise<void> {
  if (ids.length === 0) return
  await db
    .updateTable('qr_codes')
    .set((eb) => ({
      status: change.status,
      campaign_id: change.campaignId,
      deleted_at: change.deletedAt,
      version: eb('version', '+', 1),
      updated_at: new Date(),
    }))
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute()
}

/** Tells every process that these slugs lead elsewhere now; heard when the transaction commits. */
export async function notifyCodeChanged(db: TenantDb, ...slugs: string[]): Promise<void> {
  await sql`select pg_notify('qr_code_changed', slug) from unnest(${slugs}::text[]) as slug`.execute(
    db,
  )
}
