import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import type { Context } from '../graphql/context.ts'
import { invalid, notFound, Refusal, unauthenticated, valid } from '../graphql/errors.ts'
import { isId } from '../graphql/page.ts'
import { type ProductAction, recordAct } from '../journal/activities.ts'
import { queueMail } from '../journal/mail.ts'
import { getOrganization } from '../organizations/queries.ts'
import { claim, requireFreeSeats } from '../plans/gate.ts'
import { releaseResource } from '../plans/queries.ts'
import { lockMembers, type MemberChange, type MemberRow, updateMember } from './queries.ts'
import { requireRight } from './rights.ts'
import { Member, MemberRole, MemberStatus } from './schema.ts'

declare module '../graphql/context.ts' {
  interface Services {
    /** A member's role or standing changed in this process: their next request asks the database. */
    forgetMember(memberId: string): void
  }
}

const updateShape = z.object({
  role: z.enum(['OWNER', 'ADMIN', 'EDITOR', 'VIEWER']).nullish(),
  status: z.enum(['ACTIVE', 'DEACTIVATED']).nullish(),
  version: z.number().int().nullish(),
})

const UpdateMemberInput = builder.inputType('UpdateMemberInput', {
  description: 'Only the fields given are changed.',
  fields: (t) => ({
    role: t.field({ type: MemberRole }),
    status: t.field({
      type: MemberStatus,
      description: 'DEACTIVATED signs them out at once and frees their seat; ACTIVE takes one.',
    }),
    version: t.int({
      description: 'The version you saw; CONFLICT when somebody changed the member since.',
    }),
  }),
})

builder.mutationField('updateMember', (t) =>
  t.field({
    type: Member,
    description:
      'Changes a role, switches a member off or on again. Owners and admins may; admins cannot touch or make owners. NOT_FOUND, FORBIDDEN, INVALID, LIMIT_REACHED (resource SEATS), CONFLICT for a version that has passed and when no owner would be left.',
    authScopes: { admin: true },
    args: {
      id: t.arg.id({ required: true }),
      input: t.arg({ type: UpdateMemberInput, required: true }),
    },
    resolve: async (_root, args, context) => {
      const wish = valid(updateShape, args.input)
      const team = await lockTeam(context, args.id)
      const { actor, target } = team
      requireRight(actor.role, target.role, wish.role ?? target.role)
      if (wish.version != null && wish.version !== target.version) throw changedMeanwhile(target)
      const change = changeOf(target, wish)
      if (!change) return target
      if (change.status && target.id === actor.id)
        throw invalid('status', 'Somebody else must do this. You can leave the organization.')
      requireOwnerLeft(team, change)
      await apply(context, target, change)
      return { ...target, ...change, version: target.version + 1 }
    },
  }),
)

builder.mutationField('removeMember', (t) =>
  t.field({
    type: 'ID',
    description:
      'Takes somebody out of the team: their sessions end at once, their seat is free, and what they did keeps their name. An invitation brings them back. Owners and admins may; admins cannot remove owners. NOT_FOUND, FORBIDDEN, CONFLICT when no owner would be left, INVALID for oneself.',
    authScopes: { admin: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const team = await lockTeam(context, id)
      const { actor, target } = team
      requireRight(actor.role, target.role)
      if (target.id === actor.id) throw invalid('id', 'To go yourself, leave the organization.')
      requireOwnerLeft(team, { isRemoved: true })
      await apply(context, target, { isRemoved: true })
      await tellRemoved(context, target)
      return target.id
    },
  }),
)

builder.mutationField('leaveOrganization', (t) =>
  t.field({
    type: 'Boolean',
    description:
      'Takes the member asking out of the organization; this session ends. CONFLICT for the only owner, who makes somebody else an owner first.',
    authScopes: { member: true },
    extensions: { comesAlone: true },
    resolve: async (_root, _args, context) => {
      const team = await lockTeam(context, context.member.memberId)
      requireOwnerLeft(team, { isRemoved: true })
      await apply(context, team.target, { isRemoved: true })
      return true
    },
  }),
)

builder.mutationField('transferOwnership', (t) =>
  t.field({
    type: Member,
    description:
      'Makes an active member an owner and the owner asking an admin, in one step. NOT_FOUND, CONFLICT for a deactivated member, INVALID for oneself.',
    authScopes: { owner: true },
    args: { memberId: t.arg.id({ required: true }) },
    resolve: async (_root, { memberId }, context) => {
      const { actor, target } = await lockTeam(context, memberId)
      if (actor.role !== 'OWNER') throw new Refusal('FORBIDDEN', 'Only an owner can do this.')
      if (target.id === actor.id) throw invalid('memberId', 'You are an owner already.')
      if (target.status !== 'ACTIVE')
        throw new Refusal('CONFLICT', `${target.name} is deactivated. Reactivate them first.`)
      const { db, member } = context
      if (target.role !== 'OWNER') await updateMember(db, target.id, { role: 'OWNER' })
      await updateMember(db, actor.id, { role: 'ADMIN' })
      await recordAct(db, member, {
        action: 'OWNERSHIP_TRANSFERRED',
        entityType: 'member',
        entityId: target.id,
        metadata: { name: target.name },
      })
      const { name: organizationName } = await getOrganization(db)
      await queueMail(db, {
        organizationId: member.organizationId,
        to: target.email,
        name: target.name,
        template: 'OWNERSHIP_TRANSFERRED',
        variables: { organizationName, by: member.name },
      })
      forgetAfterCommit(context, target.id, actor.id)
      return { ...target, role: 'OWNER' as const, version: target.version + 1 }
    },
  }),
)

type Team = { actor: MemberRow; target: MemberRow; owners: MemberRow[] }

/**
 * The member asking, the one meant, and all active owners, locked as they are at this moment: what the session said may be
 * seconds old, and two owners may be busy with one another. NOT_FOUND for who is not in the team.
 */
async function lockTeam(context: Context, id: string): Promise<Team> {
  if (!isId(id)) throw notFound()
  const rows = await lockMembers(context.db, [context.member.memberId, id])
  const actor = rows.find((row) => row.id === context.member.memberId)
  const target = rows.find((row) => row.id === id.toLowerCase())
  if (actor?.status !== 'ACTIVE') throw unauthenticated('This session has ended. Sign in again.')
  if (!target || target.removed_at) throw notFound()
  const owners = rows.filter((row) => row.role === 'OWNER' && row.status === 'ACTIVE')
  return { actor, target, owners }
}

/** What the wish would change; null when it is so already. */
function changeOf(target: MemberRow, wish: z.output<typeof updateShape>): MemberChange | null {
  const change: MemberChange = {}
  if (wish.role && wish.role !== target.role) change.role = wish.role
  if (wish.status && wish.status !== target.status) change.status = wish.status
  return Object.keys(change).length > 0 ? change : null
}

function requireOwnerLeft({ target, owners }: Team, change: MemberChange): void {
  const goes = change.isRemoved || change.status === 'DEACTIVATED'
  const steps = change.role !== undefined && change.role !== 'OWNER'
  if ((goes || steps) && owners.every((owner) => owner.id === target.id) && owners.length > 0) {
    const message = 'An organization needs an owner. Make somebody else an owner first.'
    throw new Refusal('CONFLICT', message)
  }
}

function changedMeanwhile(target: MemberRow): Refusal {
  return new Refusal('CONFLICT', `${target.name} was changed meanwhile. Look again, then decide.`)
}

/** The change itself, the seat it takes or frees, the line in the log, and the end of what was believed of this member. */
async function apply(context: Context, target: MemberRow, change: MemberChange): Promise<void> {
  const { db, member } = context
  await updateMember(db, target.id, change)
  const goes = change.isRemoved || change.status === 'DEACTIVATED'
  if (goes && target.status === 'ACTIVE') await releaseResource(db, 'SEATS', 1)
  if (change.status === 'ACTIVE') {
    await claim(db, 'SEATS')
    await requireFreeSeats(db)
  }
  await recordAct(db, member, {
    action: actionOf(change, target.id === member.memberId),
    entityType: 'member',
    entityId: target.id,
    metadata: {
      name: target.name,
      ...(change.role && { from: target.role, to: change.role }),
    },
  })
  forgetAfterCommit(context, target.id)
}

async function tellRemoved({ db, member }: Context, target: MemberRow): Promise<void> {
  const { name: organizationName } = await getOrganization(db)
  await queueMail(db, {
    organizationId: member.organizationId,
    to: target.email,
    name: target.name,
    template: 'MEMBER_REMOVED',
    variables: { organizationName },
  })
}

function actionOf(change: MemberChange, isOneself: boolean): ProductAction {
  if (change.isRemoved) return isOneself ? 'MEMBER_LEFT' : 'MEMBER_REMOVED'
  if (change.status === 'DEACTIVATED') return 'MEMBER_DEACTIVATED'
  if (change.status === 'ACTIVE') return 'MEMBER_REACTIVATED'
  return 'MEMBER_ROLE_CHANGED'
}

function forgetAfterCommit(context: Context, ...memberIds: string[]): void {
  context.afterCommit(() => memberIds.forEach((id) => void context.services.forgetMember(id)))
}
