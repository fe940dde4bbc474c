import type { AuthDb, TenantDb } from '../../db/connections.ts'
import type { MemberRole } from '../../db/types.ts'
import type { Keyset } from '../graphql/page.ts'

/** Colleagues by id; rows come in any order. */
export async function listMembersById(db: TenantDb, ids: readonly string[]) {
  return db
    .selectFrom('members')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute()
}
export type MemberRow = Awaited<ReturnType<typeof listMembersById>>[number]

/** Colleagues, longest-standing first. */
export async function listMembers(db: TenantDb, { limit, afterId }: Keyset): Promise<MemberRow[]> {
  return db
    .selectFrom('members')
    .selectAll()
    .$if(afterId !== null, (query) => query.where('id', '>', afterId))
    .orderBy('id')
    .limit(limit)
    .execute()
}

export async function countMembers(db: TenantDb): Promise<number> {
  const { count } = await db
    .selectFrom('members')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

export type NewMember = { userId: string; name: string; email: string; role: MemberRole }

/** The transaction must have entered the organization. */
export async function insertMember(
  db: AuthDb,
  organizationId: string,
  id: string,
  fresh: NewMember,
): Promise<void> {
  await db
    .insertInto('members')
    .values({
      organization_id: organizationId,
      id,
      user_id: fresh.userId,
      name: fresh.name,
      email: fresh.email,
      role: fresh.role,
      last_seen_at: new Date(),
    })
    .execute()
}

export async function touchMember(db: AuthDb, organizationId: string, id: string): Promise<void> {
  await db
    .updateTable('members')
    .set({ last_seen_at: new Date() })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute()
}
