import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import type { Context } from '../graphql/context.ts'
import { Refusal, valid } from '../graphql/errors.ts'
import { nameShape } from '../graphql/text.ts'
import { type ProductAction, recordAct } from '../journal/activities.ts'
import {
  type CustomExportRow,
  countCustomExports,
  getCustomExport,
  insertCustomExport,
  removeCustomExport,
  updateCustomExport,
} from './queries.ts'
import { allowedRecipe, CustomExport, CustomRecipeInput, canEdit } from './schema.ts'

/** So many one member can see. */
const mostSaved = 200

const named = z.object({ name: nameShape('Give it a name.') })

const CreateCustomExportInput = builder.inputType('CreateCustomExportInput', {
  fields: (t) => ({
    name: t.string({ required: true, description: 'What you call it, up to 200 characters.' }),
    recipe: t.field({ type: CustomRecipeInput, required: true }),
    isShared: t.boolean({ description: 'The whole team sees and runs it; editors may share.' }),
  }),
})

const UpdateCustomExportInput = builder.inputType('UpdateCustomExportInput', {
  description: 'Only the fields given are changed.',
  fields: (t) => ({
    name: t.string(),
    recipe: t.field({ type: CustomRecipeInput }),
    isShared: t.boolean(),
    version: t.int({
      description: 'The version you saw; CONFLICT when somebody changed it since.',
    }),
  }),
})

builder.mutationField('createCustomExport', (t) =>
  t.field({
    type: CustomExport,
    description:
      'Saves a recipe under a name. INVALID names the part that is wrong; PLAN_REQUIRED, FORBIDDEN for a viewer who shares, NOT_FOUND for a code of the filter, LIMIT_REACHED at 200.',
    authScopes: { member: true },
    args: { input: t.arg({ type: CreateCustomExportInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { name } = valid(named, input)
      const { db, member } = context
      const recipe = await allowedRecipe(context, input.recipe)
      const isShared = input.isShared ?? false
      if (isShared) requireSharer(context)
      if ((await countCustomExports(db, member.memberId)) >= mostSaved) {
        const message = `You have ${mostSaved} custom exports. Delete one first.`
        throw new Refusal('LIMIT_REACHED', message, { limit: mostSaved })
      }
      const id = await insertCustomExport(db, member, { name, recipe, isShared })
      await announce(context, { id, name }, 'CUSTOM_EXPORT_CREATED')
      return getCustomExport(db, member.memberId, id)
    },
  }),
)

builder.mutationField('updateCustomExport', (t) =>
  t.field({
    type: CustomExport,
    description:
      'Renames, changes or shares a saved recipe; files that were made of it stay as they are. FORBIDDEN, NOT_FOUND, INVALID, PLAN_REQUIRED, CONFLICT.',
    authScopes: { member: true },
    args: {
      id: t.arg.id({ required: true }),
      input: t.arg({ type: UpdateCustomExportInput, required: true }),
    },
    resolve: async (_root, { id, input }, context) => {
      const { db, member } = context
      const before = await getCustomExport(db, member.memberId, id)
      requireEditor(context, before)
      const { name } = valid(named.partial(), { name: input.name ?? undefined })
      const isShared = input.isShared ?? before.is_shared
      if (isShared && !before.is_shared) requireSharer(context)
      const recipe = input.recipe ? await allowedRecipe(context, input.recipe) : undefined
      const change = { name: name ?? before.name, recipe, isShared }
      if (!(await updateCustomExport(db, before.id, input.version ?? before.version, change))) {
        const message = `${before.name} was changed meanwhile. See their version or save yours over it.`
        throw new Refusal('CONFLICT', message)
      }
      await announce(context, { id: before.id, name: change.name }, 'CUSTOM_EXPORT_UPDATED')
      // Whoever takes a colleague's back from the team does not see it any more.
      return getCustomExport(db, isShared ? member.memberId : before.created_by, before.id)
    },
  }),
)

builder.mutationField('deleteCustomExport', (t) =>
  t.field({
    type: 'ID',
    description: 'Deletes a saved recipe; files that were made of it stay. FORBIDDEN, NOT_FOUND.',
    authScopes: { member: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const { db, member } = context
      const row = await getCustomExport(db, member.memberId, id)
      requireEditor(context, row)
      if (await removeCustomExport(db, row.id))
        await announce(context, row, 'CUSTOM_EXPORT_DELETED')
      return row.id
    },
  }),
)

function requireEditor(context: Context, row: CustomExportRow): void {
  if (canEdit(context, row)) return
  const message = 'Who made it can change it, and owners and admins. Save a copy of your own.'
  throw new Refusal('FORBIDDEN', message)
}

function requireSharer({ member }: Context): void {
  if (member.role !== 'VIEWER') return
  throw new Refusal('FORBIDDEN', 'Viewers save for themselves. An owner can make you an editor.')
}

async function announce(
  { db, member }: Context,
  { id, name }: { id: string; name: string },
  action: ProductAction,
): Promise<void> {
  const act = { action, entityType: 'custom_export', entityId: id, metadata: { name } }
  await recordAct(db, member, act)
}
