import DataLoader from 'dataloader'
import { builder } from '../graphql/builder.ts'
import { type Context, rowsById } from '../graphql/context.ts'
import { connectionOf, pageArgs, pageComplexity, pageOf } from '../graphql/page.ts'
import { loadMember, Member } from '../members/schema.ts'
import { Organization } from '../organizations/schema.ts'
import {
  type CampaignRow,
  countCampaigns,
  getCampaign,
  listCampaigns,
  listCampaignsById,
} from './queries.ts'

export const CampaignStatus = builder.enumType('CampaignStatus', {
  description: 'What a campaign is today. It never changes what a printed code does.',
  values: {
    DRAFT: { description: 'Not begun: chosen, or its first day is still to come.' },
    ACTIVE: { description: 'Running.' },
    PAUSED: { description: 'Interrupted by somebody.' },
    ENDED: { description: 'Its last day is over, or somebody ended it.' },
    ARCHIVED: { description: 'Put away; out of the list unless asked for.' },
  },
})

export const Campaign = builder.objectRef<CampaignRow>('Campaign').implement({
  description:
    "Codes put together under a name. Its days are the organization's: they begin and end at its midnight.",
  authScopes: { member: true },
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    description: t.exposeString('description', { nullable: true }),
    startDate: t.expose('start_date', {
      type: 'Date',
      nullable: true,
      description: 'Its first day; null is from the beginning.',
    }),
    endDate: t.expose('end_date', {
      type: 'Date',
      nullable: true,
      description: 'Its last day, included; null is without end.',
    }),
    status: t.expose('status', {
      type: CampaignStatus,
      description:
        'Today: what was chosen, but for ACTIVE and PAUSED ENDED after the last day and DRAFT before the first.',
    }),
    chosenStatus: t.expose('chosen_status', {
      type: CampaignStatus,
      description: 'What somebody chose, its dates aside.',
    }),
    day: t.exposeInt('day', {
      nullable: true,
      description:
        'The how-manieth day today is, from 1; null outside its days or without a first.',
    }),
    days: t.exposeInt('days', {
      nullable: true,
      description: 'How many days it has; null when an end is open.',
    }),
    version: t.exposeInt('version', {
      description: 'Rises with each change; send it back with an update.',
    }),
    createdAt: t.expose('created_at', { type: 'DateTime' }),
    updatedAt: t.expose('updated_at', { type: 'DateTime' }),
    createdBy: t.field({
      type: Member,
      nullable: true,
      resolve: (campaign, _args, context) => loadMember(context, campaign.created_by),
    }),
  }),
})

const CampaignConnection = connectionOf('Campaign', Campaign)

/** The campaign with that id, fetched together with the others this operation asks for; null when it is deleted. */
export function loadCampaign(context: Context, id: string): Promise<CampaignRow | null> {
  const loader = context.loader(
    loadCampaign,
    () =>
      new DataLoader<string, CampaignRow | null>(async (ids) => {
        const rows = await listCampaignsById(context.db, ids)
        return rowsById(
          ids,
          rows.filter((row) => !row.deleted_at),
        )
      }),
  )
  return loader.load(id)
}

builder.queryField('campaign', (t) =>
  t.field({
    type: Campaign,
    nullable: true,
    description: 'One campaign of the organization. NOT_FOUND, also for a deleted one.',
    authScopes: { member: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, { db }) => getCampaign(db, id),
  }),
)

builder.objectField(Organization, 'campaigns', (t) =>
  t.field({
    type: CampaignConnection,
    description:
      "The organization's campaigns, newest first; without a status all but the archived ones.",
    args: {
      first: t.arg.int(pageArgs.first),
      after: t.arg.string(pageArgs.after),
      search: t.arg.string({ description: 'Part of a name or description.' }),
      status: t.arg({ type: CampaignStatus, description: 'What it is today.' }),
    },
    complexity: pageComplexity,
    resolve: (_organization, args, { db }) =>
      pageOf(
        args,
        (keyset) => listCampaigns(db, keyset, args),
        () => countCampaigns(db, args),
      ),
  }),
)
