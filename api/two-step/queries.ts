import { sql } from 'kysely'
import type { AuthDb } from '../../db/connections.ts'

/** The person's authenticator, confirmed or not, locked until the transaction ends. */
export async function findTotp(db: AuthDb, userId: string) {
  return db
    .selectFrom('user_totp')
    .selectAll()
    .where('user_id', '=', userId)
    .forUpdate()
    .executeTakeFirst()
}
export type TotpRow = NonNullable<Awaited<ReturnType<typeof findTotp>>>

/** Starts anew; an authenticator that was never confirmed is replaced. */
export async function insertTotp(db: AuthDb, userId: string, secretSealed: Buffer): Promise<void> {
  const fresh = { secret_sealed: secretSealed, created_at: new Date(), last_step: 0 }
  await db
    .insertInto('user_totp')
    .values({ user_id: userId, ...fresh })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(fresh))
    .execute()
}

export async function confirmTotp(db: AuthDb, userId: string): Promise<void> {
  await db
    .updateTable('user_totp')
    .set({ confirmed_at: sql<Date>`now()` })
    .where('user_id', '=', userId)
    .execute()
}

/** Whether this step was still unused; it is not any more. Two who bring the same code at once: one is let through. */
export async function takeStep(db: AuthDb, userId: string, step: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('user_totp')
    .set({ last_step: step })
    .where('user_id', '=', userId)
    .where('last_step', '<', step)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function removeTotp(db: AuthDb, userId: string): Promise<void> {
  await db.deleteFrom('recovery_codes').where('user_id', '=', userId).execute()
  await db.deleteFrom('user_totp').where('user_id', '=', userId).execute()
}

/** The codes before, used or not, are good for nothing any more. */
export async function replaceRecoveryCodes(
  db: AuthDb,
  userId: string,
  hashes: readonly Buffer[],
): Promise<void> {
  await db.deleteFrom('recovery_codes').where('user_id', '=', userId).execute()
  await db
    .insertInto('recovery_codes')
    .values(hashes.map((hash) => ({ user_id: userId, code_hash: hash })))
    .execute()
}

/** Whether this was a recovery code that nobody had used; it is used now. */
export async function takeRecoveryCode(db: AuthDb, userId: string, hash: Buffer): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('recovery_codes')
    .set({ used_at: sql<Date>`now()` })
    .where('user_id', '=', userId)
    .where('code_hash', '=', hash)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function countRecoveryCodes(db: AuthDb, userId: string): Promise<number> {
  const { count } = await db
    .selectFrom('recovery_codes')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}
