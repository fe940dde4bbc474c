import { RangeInput, RangePreset } from '../analytics/words.ts'
import { ExportColumn } from '../datasets/schema.ts'
import { builder } from '../graphql/builder.ts'
import type { Context } from '../graphql/context.ts'
import { invalid } from '../graphql/errors.ts'
import { connectionOf, pageArgs, pageComplexity, pageOf } from '../graphql/page.ts'
import { loadMember, Member } from '../members/schema.ts'
import { getOrganization } from '../organizations/queries.ts'
import { Organization } from '../organizations/schema.ts'
import { requireExport } from '../plans/gate.ts'
import { Dataset } from '../plans/schema.ts'
import { ScanFilterInput } from '../scans/schema.ts'
import { rangeOf } from './bounds.ts'
import { RecipeFilter } from './filter.ts'
import { type Preview, previewOf } from './preview.ts'
import { type CustomExportRow, countCustomExports, listCustomExports, recipeOf } from './queries.ts'
import { checkRecipe, problemOf, type Recipe, requireKnown } from './recipe.ts'

/** Who made it may change it; a shared one owners and admins, too. */
export function canEdit({ member }: Context, row: CustomExportRow): boolean {
  if (row.created_by === member.memberId) return true
  return row.is_shared && (member.role === 'OWNER' || member.role === 'ADMIN')
}

/** The recipe of an input for whoever may have it: INVALID, PLAN_REQUIRED, NOT_FOUND for what it names. */
export async function allowedRecipe({ db }: Context, given: unknown): Promise<Recipe> {
  const recipe = checkRecipe(given)
  await requireExport(db, 'CUSTOM', 'CSV')
  // What a plan does not have, it does not have by another name.
  await requireExport(db, recipe.dataset, 'CSV')
  await requireKnown(db, recipe)
  return recipe
}

const RecipeOrder = builder.objectRef<Recipe['orderBy'][number]>('RecipeOrder').implement({
  description: 'A column that rows are ordered by.',
  authScopes: { member: true },
  fields: (t) => ({
    column: t.exposeString('column'),
    descending: t.exposeBoolean('descending'),
  }),
})

const RecipeRange = builder.objectRef<NonNullable<Recipe['range']>>('RecipeRange').implement({
  description: 'A preset, which is another range each time, or moments.',
  authScopes: { member: true },
  fields: (t) => ({
    preset: t.field({ type: RangePreset, nullable: true, resolve: ({ preset }) => preset ?? null }),
    from: t.field({ type: 'DateTime', nullable: true, resolve: ({ from }) => dateOf(from) }),
    to: t.field({ type: 'DateTime', nullable: true, resolve: ({ to }) => dateOf(to) }),
  }),
})

/** Moments are text while they are kept. */
const dateOf = (at: Date | string | null | undefined) => (at ? new Date(at) : null)

const CustomRecipe = builder.objectRef<Recipe>('CustomRecipe').implement({
  description: 'What a custom export is made of.',
  authScopes: { member: true },
  fields: (t) => ({
    dataset: t.expose('dataset', { type: Dataset }),
    columns: t.exposeStringList('columns'),
    orderBy: t.field({ type: [RecipeOrder], resolve: ({ orderBy }) => orderBy }),
    groupBy: t.exposeStringList('groupBy'),
    filter: t.field({ type: RecipeFilter, resolve: ({ filter }) => filter }),
    range: t.field({ type: RecipeRange, nullable: true, resolve: ({ range }) => range }),
    timezone: t.exposeString('timezone', {
      nullable: true,
      description: "Null: the organization's.",
    }),
  }),
})

export const CustomExport = builder.objectRef<CustomExportRow>('CustomExport').implement({
  description: 'A recipe that somebody saved, to be made again with what there is then.',
  authScopes: { member: true },
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    recipe: t.field({ type: CustomRecipe, resolve: recipeOf }),
    problem: t.string({
      nullable: true,
      description:
        'Why it cannot be made any more, such as a column that is gone; null when it can.',
      resolve: (row) => problemOf(recipeOf(row)),
    }),
    isShared: t.exposeBoolean('is_shared', { description: 'The whole team sees and runs it.' }),
    canEdit: t.boolean({
      description: 'Who made it may change it; a shared one owners and admins, too.',
      resolve: (row, _args, context) => canEdit(context, row),
    }),
    version: t.exposeInt('version', {
      description: 'Rises with each change; send it back with an update.',
    }),
    createdAt: t.expose('created_at', { type: 'DateTime' }),
    updatedAt: t.expose('updated_at', { type: 'DateTime' }),
    createdBy: t.field({
      type: Member,
      nullable: true,
      resolve: (row, _args, context) => loadMember(context, row.created_by),
    }),
  }),
})

const CustomExportConnection = connectionOf('CustomExport', CustomExport)

builder.objectField(Organization, 'customExports', (t) =>
  t.field({
    type: CustomExportConnection,
    description: "The viewer's saved custom exports and those shared with the team, newest first.",
    args: { first: t.arg.int(pageArgs.first), after: t.arg.string(pageArgs.after) },
    complexity: pageComplexity,
    resolve: (_organization, args, { db, member }) =>
      pageOf(
        args,
        (keyset) => listCustomExports(db, member.memberId, keyset),
        () => countCustomExports(db, member.memberId),
      ),
  }),
)

const RecipeOrderInput = builder.inputType('RecipeOrderInput', {
  fields: (t) => ({
    column: t.string({ required: true }),
    descending: t.boolean({ description: 'The largest first; empty cells come last either way.' }),
  }),
})

export const CustomRecipeInput = builder.inputType('CustomRecipeInput', {
  description: 'What a custom export is made of; exportColumns has the names of columns.',
  fields: (t) => ({
    dataset: t.field({
      type: Dataset,
      required: true,
      description: 'Any that is made of rows: all but ANALYTICS and CUSTOM.',
    }),
    columns: t.stringList({
      required: true,
      description:
        'In the order of the file. With groupBy: numbers, which are added up, and count, how many rows were put together; empty is count alone.',
    }),
    orderBy: t.field({
      type: [RecipeOrderInput],
      description: "The dataset's own order when missing.",
    }),
    groupBy: t.stringList({
      description: 'Columns that are groupable; rows that agree in all of them are put together.',
    }),
    filter: t.field({
      type: ScanFilterInput,
      description: 'Which hits of QR_SCANS; which codes of QR_CODES, by qrCodeIds. Not its times.',
    }),
    range: t.field({ type: RangeInput, description: 'Everything when missing.' }),
    timezone: t.string({ description: "IANA name; the organization's when missing." }),
  }),
})

type Shown = Preview & { timezone: string }

const ExportPreview = builder.objectRef<Shown>('ExportPreview').implement({
  description: 'The beginning of a custom export.',
  authScopes: { member: true },
  fields: (t) => ({
    columns: t.field({
      type: [ExportColumn],
      resolve: ({ columns }) =>
        Object.entries(columns).map(([name, column]) => ({ name, ...column })),
    }),
    rows: t.field({
      type: t.listRef(t.listRef('String', { nullable: true })),
      description: 'Cells as text, in the order of the columns; null is empty.',
      resolve: ({ rows }) => rows,
    }),
    rowCount: t.field({
      type: 'SafeInt',
      nullable: true,
      description:
        'Of the whole export; null where counting takes longer than a moment, or beyond a million.',
      resolve: ({ rowCount }) => rowCount,
    }),
    timezone: t.exposeString('timezone', { description: 'Whose clock the times are on.' }),
  }),
})

builder.queryField('previewExport', (t) =>
  t.field({
    type: ExportPreview,
    description:
      'The first rows of a custom export, without making it. INVALID names the part of the recipe that is wrong; PLAN_REQUIRED, NOT_FOUND for a code or campaign of the filter, RATE_LIMITED.',
    authScopes: { member: true },
    args: {
      recipe: t.arg({ type: CustomRecipeInput, required: true }),
      first: t.arg.int({
        defaultValue: 20,
        required: true,
        description: 'How many rows, 1 to 100.',
      }),
    },
    complexity: 200,
    resolve: async (_root, args, context) => {
      if (args.first < 1 || args.first > 100) throw invalid('first', 'Ask for 1 to 100 rows.')
      const recipe = await allowedRecipe(context, args.recipe)
      const { db, pools, member, services } = context
      const timezone = recipe.timezone ?? (await getOrganization(db)).timezone
      const range = await rangeOf(db, recipe.range, timezone)
      const bounds = { ...range, timezone, filter: recipe.filter, publicUrl: services.publicUrl }
      return { ...(await previewOf(pools, member, recipe, bounds, args.first)), timezone }
    },
  }),
)
