import { sql } from 'kysely'
import type { DoorDb } from '../../db/connections.ts'
import type { AdminRole } from '../../db/types.ts'

/** Somebody of staff with their secrets: for the door only. */
export async function findAccount(db: DoorDb, email: string) {
  return db.selectFrom('oi_admin_users').selectAll().where('email', '=', email).executeTakeFirst()
}
export type Account = NonNullable<Awaited<ReturnType<typeof findAccount>>>

/** The same by id, locked until the transaction ends. */
export async function lockAccount(db: DoorDb, id: string): Promise<Account | undefined> {
  return db
    .selectFrom('oi_admin_users')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export async function countAccounts(db: DoorDb): Promise<number> {
  const { count } = await db
    .selectFrom('oi_admin_users')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

export async function insertAccount(
  db: DoorDb,
  fresh: { id: string; email: string; name: string; role: AdminRole },
): Promise<void> {
  await db.insertInto('oi_admin_users').values(fresh).execute()
}

export async function updateRole(db: DoorDb, id: string, role: AdminRole): Promise<void> {
  await db.updateTable('oi_admin_users').set({ role }).where('id', '=', id).execute()
}

/** What somebody has to know and to have to get in; from now on they may. */
export async function updateSecrets(
  db: DoorDb,
  id: string,
  secrets: { passwordHash: string; totpSealed: Buffer; lastStep: number },
): Promise<void> {
  await db
    .updateTable('oi_admin_users')
    .set({
      password_hash: secrets.passwordHash,
      totp_secret_sealed: secrets.totpSealed,
      totp_last_step: secrets.lastStep,
      status: 'ACTIVE',
      enrolled_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .execute()
}

export async function updatePasswordHash(db: DoorDb, id: string, hash: string): Promise<void> {
  await db.updateTable('oi_admin_users').set({ password_hash: hash }).where('id', '=', id).execute()
}

export async function noteSignIn(db: DoorDb, id: string): Promise<void> {
  await db
    .updateTable('oi_admin_users')
    .set({ last_signed_in_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute()
}

/** Whether this step was still unused; it is not any more. */
export async function takeStep(db: DoorDb, id: string, step: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('oi_admin_users')
    .set({ totp_last_step: step })
    .where('id', '=', id)
    .where('totp_last_step', '<', step)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Whether this was a recovery code that nobody had used; it is used now. */
export async function takeRecoveryCode(db: DoorDb, id: string, hash: Buffer): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('admin_recovery_codes')
    .set({ used_at: sql<Date>`now()` })
    .where('admin_id', '=', id)
    .where('code_hash', '=', hash)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** The codes before, used or not, are good for nothing any more. */
export async function replaceRecoveryCodes(
  db: DoorDb,
  id: string,
  hashes: readonly Buffer[],
): Promise<void> {
  await db.deleteFrom('admin_recovery_codes').where('admin_id', '=', id).execute()
  await db
    .insertInto('admin_recovery_codes')
    .values(hashes.map((hash) => ({ admin_id: id, code_hash: hash })))
    .execute()
}

type Enrolment = { id: string; tokenHash: Buffer; totpSealed: Buffer; expiresAt: Date }

/** A newer link replaces the older ones. */
export async function replaceEnrolment(
  db: DoorDb,
  adminId: string,
  fresh: Enrolment,
): Promise<void> {
  await db.deleteFrom('admin_enrolments').where('admin_id', '=', adminId).execute()
  await db
    .insertInto('admin_enrolments')
    .values({
      admin_id: adminId,
      id: fresh.id,
      token_hash: fresh.tokenHash,
      totp_secret_sealed: fresh.totpSealed,
      expires_at: fresh.expiresAt,
    })
    .execute()
}

/** The link that was printed, while it is good, locked until the transaction ends. */
export async function findEnrolment(db: DoorDb, adminId: string, id: string) {
  return db
    .selectFrom('admin_enrolments')
    .selectAll()
    .where('admin_id', '=', adminId)
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .forUpdate()
    .executeTakeFirst()
}

export async function spendEnrolment(db: DoorDb, adminId: string, id: string): Promise<void> {
  await db
    .updateTable('admin_enrolments')
    .set({ used_at: sql<Date>`now()` })
    .where('admin_id', '=', adminId)
    .where('id', '=', id)
    .execute()
}
