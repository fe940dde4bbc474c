import DataLoader from 'dataloader'
import { Campaign } from '../campaigns/schema.ts'
import { builder } from '../graphql/builder.ts'
import type { Context } from '../graphql/context.ts'
import { type CampaignSummary, summarizeCampaigns } from './queries.ts'

function loadSummary(context: Context, campaignId: string): Promise<CampaignSummary | null> {
  const loader = context.loader(
    loadSummary,
    () =>
      new DataLoader<string, CampaignSummary | null>(async (ids) => {
        const rows = await summarizeCampaigns(context.db, ids)
        return ids.map((id) => rows.find((row) => row.campaign_id === id) ?? null)
      }),
  )
  return loader.load(campaignId)
}

builder.objectFields(Campaign, (t) => ({
  scanCount: t.int({
    description:
      'Hits classified HUMAN, of all time, on the codes that belong to it now; a deleted code keeps its scans in it.',
    resolve: async (campaign, _args, context) =>
      (await loadSummary(context, campaign.id))?.count ?? 0,
  }),
  lastScannedAt: t.field({
    type: 'DateTime',
    nullable: true,
    description: 'The last hit classified HUMAN on one of them.',
    resolve: async (campaign, _args, context) =>
      (await loadSummary(context, campaign.id))?.last_at ?? null,
  }),
}))
