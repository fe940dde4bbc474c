import { sql } from 'kysely'
import type { AuthDb } from '../../db/connections.ts'

/** A link to set a new password is good for so many minutes. */
export const resetMinutes = 30

export async function insertToken(
  db: AuthDb,
  fresh: { userId: string; id: string; hash: Buffer },
): Promise<void> {
  await db
    .insertInto('one_time_tokens')
    .values({
      user_id: fresh.userId,
      id: fresh.id,
      token_hash: fresh.hash,
      expires_at: sql<Date>`now() + make_interval(mins => ${resetMinutes})`,
    })
    .execute()
}

/** How many a person was sent in the last quarter of an hour. */
export async function countRecentTokens(db: AuthDb, userId: string): Promise<number> {
  const { count } = await db
    .selectFrom('one_time_tokens')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('user_id', '=', userId)
    .where('created_at', '>', sql<Date>`now() - interval '15 minutes'`)
    .executeTakeFirstOrThrow()
  return count
}

/** The token as stored, if it is still good. */
export async function findToken(db: AuthDb, key: { userId: string; id: string }) {
  return db
    .selectFrom('one_time_tokens')
    .select(['token_hash'])
    .where('user_id', '=', key.userId)
    .where('id', '=', key.id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
}

/** Spends every token this person still has; returns whether the one named was among them. */
export async function spendTokens(db: AuthDb, userId: string, id: string | null): Promise<boolean> {
  const rows = await db
    .updateTable('one_time_tokens')
    .set({ used_at: sql<Date>`now()` })
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .returning('id')
    .execute()
  return rows.some((row) => row.id === id)
}
