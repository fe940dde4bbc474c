import { z } from 'zod'
import { enterTenant } from '../../db/connections.ts'
import { builder } from '../graphql/builder.ts'
import type { Context } from '../graphql/context.ts'
import { valid } from '../graphql/errors.ts'
import { nameShape } from '../graphql/text.ts'
import { recordAct } from '../journal/activities.ts'
import { type MemberRow, renameMember } from '../members/queries.ts'
import { loadMember, Member } from '../members/schema.ts'
import { listMemberships, updateUserName } from './queries.ts'

const profileShape = z.object({ name: nameShape('Tell us your name.') })

const UpdateProfileInput = builder.inputType('UpdateProfileInput', {
  fields: (t) => ({
    name: t.string({ required: true, description: 'Up to 200 characters.' }),
  }),
})

builder.mutationField('updateProfile', (t) =>
  t.field({
    type: Member,
    description:
      'Changes the name of the person asking, in every organization they belong to; lines already in a log keep the name they were written under. INVALID.',
    authScopes: { member: true },
    // The person is on the auth road, which commits for itself.
    extensions: { comesAlone: true },
    args: { input: t.arg({ type: UpdateProfileInput, required: true }) },
    resolve: async (_root, args, context) => {
      const { name } = valid(profileShape, args.input)
      await rename(context, name)
      return loadMember(context, context.member.memberId) as Promise<MemberRow>
    },
  }),
)

/** One transaction: the person, the copies in each organization, and the line where they are now. */
async function rename(context: Context, name: string): Promise<void> {
  const { member, services } = context
  const memberships = await context.onAuthRoad(async (db) => {
    await updateUserName(db, member.userId, name)
    const everywhere = await listMemberships(db, member.userId)
    for (const { organization_id, member_id } of everywhere) {
      await enterTenant(db, organization_id)
      await renameMember(db, organization_id, member_id, name)
    }
    await enterTenant(db, member.organizationId)
    await recordAct(
      db,
      { ...member, name },
      {
        action: 'PROFILE_UPDATED',
        entityType: 'member',
        entityId: member.memberId,
        metadata: { name, before: member.name },
      },
    )
    return everywhere
  })
  for (const { member_id } of memberships) services.forgetMember(member_id)
}
