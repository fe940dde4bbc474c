import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import type { Context } from '../graphql/context.ts'
import { invalid, notFound, Refusal, valid } from '../graphql/errors.ts'
import { linesShape, nameShape } from '../graphql/text.ts'
import { type ProductAction, recordAct } from '../journal/activities.ts'
import { claim } from '../plans/gate.ts'
import { releaseResource } from '../plans/queries.ts'
import {
  type CampaignRow,
  findCampaign,
  getCampaign,
  insertCampaign,
  type NewCampaign,
  setDeleted,
  updateCampaign,
} from './queries.ts'
import { Campaign, CampaignStatus } from './schema.ts'

const restorableDays = 30

const createShape = z.object({
  name: nameShape('Give it a name.'),
  description: linesShape(2_000),
  startDate: z.string().nullish(),
  endDate: z.string().nullish(),
  status: z.enum(['DRAFT', 'ACTIVE', 'PAUSED', 'ENDED', 'ARCHIVED']).nullish(),
})
const updateShape = createShape.partial().extend({ version: z.number().int().nullish() })

const CreateCampaignInput = builder.inputType('CreateCampaignInput', {
  fields: (t) => ({
    name: t.string({ required: true, description: 'What you call it, up to 200 characters.' }),
    description: t.string({ description: 'What it is for, up to 2,000 characters.' }),
    startDate: t.field({
      type: 'Date',
      description: "Its first day in the organization's zone; open when missing.",
    }),
    endDate: t.field({ type: 'Date', description: 'Its last day, included; open when missing.' }),
    status: t.field({
      type: CampaignStatus,
      description: 'DRAFT when missing. An ACTIVE one begins and ends by its dates on its own.',
    }),
  }),
})

const UpdateCampaignInput = builder.inputType('UpdateCampaignInput', {
  description: 'Only the fields given are changed; null empties description and dates.',
  fields: (t) => ({
    name: t.string(),
    description: t.string(),
    startDate: t.field({ type: 'Date' }),
    endDate: t.field({ type: 'Date' }),
    status: t.field({ type: CampaignStatus }),
    version: t.int({
      description: 'The version you saw; CONFLICT when somebody changed the campaign since.',
    }),
  }),
})

builder.mutationField('createCampaign', (t) =>
  t.field({
    type: Campaign,
    description: 'Makes a campaign. INVALID, LIMIT_REACHED (resource CAMPAIGNS).',
    authScopes: { editor: true },
    args: { input: t.arg({ type: CreateCampaignInput, required: true }) },
    resolve: async (_root, args, context) => {
      const wish = valid(createShape, args.input)
      checkDays(wish.startDate, wish.endDate)
      const { db, member } = context
      await claim(db, 'CAMPAIGNS')
      const id = await insertCampaign(db, member, {
        name: wish.name,
        description: wish.description || null,
        startDate: wish.startDate ?? null,
        endDate: wish.endDate ?? null,
        status: wish.status ?? 'DRAFT',
      })
      await announce(context, { id, name: wish.name }, 'CAMPAIGN_CREATED')
      return getCampaign(db, id)
    },
  }),
)

builder.mutationField('updateCampaign', (t) =>
  t.field({
    type: Campaign,
    description: 'Changes a campaign; its codes lead where they led. NOT_FOUND, INVALID, CONFLICT.',
    authScopes: { editor: true },
    args: {
      id: t.arg.id({ required: true }),
      input: t.arg({ type: UpdateCampaignInput, required: true }),
    },
    resolve: async (_root, args, context) => {
      const { version, ...wish } = valid(updateShape, args.input)
      const { db } = context
      const before = await getCampaign(db, args.id)
      const change = changeOf(before, wish)
      const changed = Object.keys(change)
      if (changed.length === 0 && (version ?? before.version) === before.version) return before
      if (!(await updateCampaign(db, args.id, version ?? before.version, change)))
        throw new Refusal(
          'CONFLICT',
          `${before.name} was changed meanwhile. See their version or save yours over it.`,
        )
      const isArchived = change.status === 'ARCHIVED' && before.chosen_status !== 'ARCHIVED'
      const action = isArchived ? 'CAMPAIGN_ARCHIVED' : 'CAMPAIGN_UPDATED'
      await announce(context, before, action, changed)
      return getCampaign(db, args.id)
    },
  }),
)

builder.mutationField('deleteCampaign', (t) =>
  t.field({
    type: 'ID',
    description:
      'Takes a campaign away; its codes stay and keep working. restoreCampaign undoes it for 30 days. NOT_FOUND.',
    authScopes: { editor: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const campaign = await getCampaign(context.db, id)
      if (!(await setDeleted(context.db, id, new Date()))) throw notFound()
      await releaseResource(context.db, 'CAMPAIGNS', 1)
      await announce(context, campaign, 'CAMPAIGN_DELETED')
      return campaign.id
    },
  }),
)

builder.mutationField('restoreCampaign', (t) =>
  t.field({
    type: Campaign,
    description:
      'Brings a deleted campaign back, with the codes that were not moved meanwhile. NOT_FOUND after 30 days, LIMIT_REACHED.',
    authScopes: { editor: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const campaign = await findCampaign(context.db, id)
      if (!campaign) throw notFound()
      if (!campaign.deleted_at) return campaign
      if (Date.now() - campaign.deleted_at.getTime() > restorableDays * 86_400_000) throw notFound()
      // The campaign before the counted row, as deleteCampaign takes them: in the other order the two would wait for one another.
      if (!(await setDeleted(context.db, id, null)))
        throw new Refusal('CONFLICT', `${campaign.name} was restored meanwhile.`)
      await claim(context.db, 'CAMPAIGNS')
      await announce(context, campaign, 'CAMPAIGN_RESTORED')
      return getCampaign(context.db, id)
    },
  }),
)

async function announce(
  { db, member }: Context,
  { id, name }: { id: string; name: string },
  action: ProductAction,
  changed?: string[],
): Promise<void> {
  const metadata = changed ? { name, changed } : { name }
  await recordAct(db, member, { action, entityType: 'campaign', entityId: id, metadata })
}

/** What is to be changed, checked; a field that is absent stays, and one that is as it was is no change. */
function changeOf(
  before: CampaignRow,
  wish: Omit<z.output<typeof updateShape>, 'version'>,
): Partial<NewCampaign> {
  const change: Partial<NewCampaign> = {}
  const { name, startDate: first, endDate: last, status } = wish
  const description = wish.description === '' ? null : wish.description
  if (name !== undefined && name !== before.name) change.name = name
  if (description !== undefined && description !== before.description)
    change.description = description
  if (first !== undefined && first !== before.start_date) change.startDate = first
  if (last !== undefined && last !== before.end_date) change.endDate = last
  if (status && status !== before.chosen_status) change.status = status
  const { startDate = before.start_date, endDate = before.end_date } = change
  checkDays(startDate, endDate)
  return change
}

function checkDays(startDate: string | null | undefined, endDate: string | null | undefined): void {
  if (startDate && endDate && endDate < startDate)
    throw invalid('endDate', 'The last day cannot come before the first.')
}
