import { sql } from 'kysely'
import type { AuthDb, TenantDb } from '../../db/connections.ts'
import type { MemberRole, MemberStatus } from '../../db/types.ts'
import type { Keyset } from '../graphql/page.ts'

/** Members by id, those who are gone included (what they made keeps their name); rows come in any order. */
export async function listMembersById(db: TenantDb, ids: readonly string[]) {
  return db
    .selectFrom('members')
    .selectAll()
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute()
}
export type MemberRow = Awaited<ReturnType<typeof listMembersById>>[number]

/** Colleagues, longest-standing first. */
export async function listMembers(db: TenantDb, { limit, afterId }: Keyset): Promise<MemberRow[]> {
  return db
    .selectFrom('members')
    .selectAll()
    .where('removed_at', 'is', null)
    .$if(afterId !== null, (query) => query.where('id', '>', afterId))
    .orderBy('id')
    .limit(limit)
    .execute()
}

export async function countMembers(db: TenantDb): Promise<number> {
  const { count } = await db
    .selectFrom('members')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('removed_at', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}

/** Who hears about what becomes of something that a member made: that member, or every owner when they are not active any more. */
export async function listMembersToTell(
  db: TenantDb,
  memberId: string | null,
): Promise<MemberRow[]> {
  const rows = await db
    .selectFrom('members')
    .selectAll()
    .where('status', '=', 'ACTIVE')
    .where((eb) => eb.or([eb('id', '=', memberId), eb('role', '=', 'OWNER')]))
    .orderBy('id')
    .execute()
  const maker = rows.find(({ id }) => id === memberId)
  return maker ? [maker] : rows
}

/**
 * The named members and every active owner, locked in one order until the transaction ends, as they are now. Whoever changes
 * a role or a standing comes through here, so that two changes at the same moment see one another.
 */
export async function lockMembers(db: TenantDb, ids: readonly string[]): Promise<MemberRow[]> {
  return db
    .selectFrom('members')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb('id', '=', sql<string>`any(${ids}::uuid[])`),
        eb.and([eb('role', '=', 'OWNER'), eb('status', '=', 'ACTIVE')]),
      ]),
    )
    .orderBy('id')
    .forUpdate()
    .execute()
}

export type MemberChange = { role?: MemberRole; status?: MemberStatus; isRemoved?: true }

/** Changes a locked member; out of the team or switched off, none of their sessions counts any more. */
export async function updateMember(db: TenantDb, id: string, change: MemberChange): Promise<void> {
  const status = change.isRemoved ? 'DEACTIVATED' : change.status
  await db
    .updateTable('members')
    .set((eb) => ({
      version: eb('version', '+', 1),
      ...(change.role && { role: change.role }),
      ...(status && { status }),
      ...(status === 'DEACTIVATED' && { sessions_ended_at: sql<Date>`clock_timestamp()` }),
      ...(change.isRemoved && { removed_at: sql<Date>`now()` }),
    }))
    .where('id', '=', id)
    .execute()
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

/**
 * Puts a person into the team, or back into it after they were removed, and returns the member's id; null when they are in
 * it already. The transaction must have entered the organization.
 */
export async function joinMember(
  db: AuthDb,
  organizationId: string,
  id: string,
  fresh: NewMember,
): Promise<string | null> {
  const { userId, ...copied } = fresh
  const joined = await db
    .insertInto('members')
    .values({
      organization_id: organizationId,
      id,
      user_id: userId,
      ...copied,
      last_seen_at: new Date(),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'user_id'])
        .doUpdateSet((eb) => ({
          ...copied,
          status: 'ACTIVE' as const,
          removed_at: null,
          version: eb('members.version', '+', 1),
          last_seen_at: new Date(),
        }))
        .where('members.removed_at', 'is not', null),
    )
    .returning('id')
    .executeTakeFirst()
  return joined?.id ?? null
}

/** Who in the team has this address, deactivated members included. */
export async function findMemberByEmail(
  db: TenantDb,
  email: string,
): Promise<MemberRow | undefined> {
  return db
    .selectFrom('members')
    .selectAll()
    .where('email', '=', email)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
}

export async function touchMember(db: AuthDb, organizationId: string, id: string): Promise<void> {
  await db
    .updateTable('members')
    .set({ last_seen_at: new Date() })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute()
}

/** The copy of a person's name that colleagues see. The transaction must have entered the organization. */
export async function renameMember(
  db: AuthDb,
  organizationId: string,
  id: string,
  name: string,
): Promise<void> {
  await db
    .updateTable('members')
    .set({ name })
    .where('organization_id', '=', organizationId)
    .where('id', '=', id)
    .execute()
}
