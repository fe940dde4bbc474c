import type { AuthDb } from '../../db/connections.ts'

/** The person with that e-mail (trimmed, lower case). */
export async function findUserByEmail(db: AuthDb, email: string) {
  return db
    .selectFrom('users')
    .select(['id', 'email', 'name', 'password_hash'])
    .where('email', '=', email)
    .executeTakeFirst()
}

/** The person as they are now, locked until the transaction ends. */
export async function lockUser(db: AuthDb, id: string) {
  return db
    .selectFrom('users')
    .select(['id', 'email', 'name', 'password_hash'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** The person with that id. */
export async function getUser(db: AuthDb, id: string) {
  return db
    .selectFrom('users')
    .select(['id', 'email', 'name'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

export type NewUser = { email: string; name: string; passwordHash: string }

/** Whether the user could be inserted; false when the e-mail is taken, also by a sign-up that ran at the same moment. */
export async function insertUser(db: AuthDb, id: string, fresh: NewUser): Promise<boolean> {
  const inserted = await db
    .insertInto('users')
    .values({ id, email: fresh.email, name: fresh.name, password_hash: fresh.passwordHash })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

export async function updatePasswordHash(
  db: AuthDb,
  id: string,
  passwordHash: string,
): Promise<void> {
  await db.updateTable('users').set({ password_hash: passwordHash }).where('id', '=', id).execute()
}

/** Locks the person's row, so that two changes of a name leave one name everywhere. */
export async function updateUserName(db: AuthDb, id: string, name: string): Promise<void> {
  await db.updateTable('users').set({ name }).where('id', '=', id).execute()
}

export async function countSignIn(db: AuthDb, id: string): Promise<void> {
  await db
    .updateTable('users')
    .set((eb) => ({ last_signed_in_at: new Date(), sign_in_count: eb('sign_in_count', '+', 1) }))
    .where('id', '=', id)
    .execute()
}

/** Every organization a person belongs to, the one used last first, with what decides whether they may enter. */
export async function listMemberships(db: AuthDb, userId: string) {
  return db
    .selectFrom('members')
    .innerJoin('organizations', 'organizations.id', 'members.organization_id')
    .leftJoin('sessions', (join) =>
      join
        .onRef('sessions.organization_id', '=', 'members.organization_id')
        .onRef('sessions.member_id', '=', 'members.id'),
    )
    .select((eb) => [
      'members.organization_id',
      'members.id as member_id',
      'members.role',
      'members.status as member_status',
      'organizations.name as organization_name',
      'organizations.status as organization_status',
      eb.fn.max('sessions.created_at').as('last_session_at'),
    ])
    .where('members.user_id', '=', userId)
    .where('members.removed_at', 'is', null)
    .groupBy(['members.organization_id', 'members.id', 'organizations.id'])
    .orderBy('last_session_at', (order) => order.desc().nullsLast())
    .orderBy('members.organization_id')
    .execute()
}
export type Membership = Awaited<ReturnType<typeof listMemberships>>[number]
