import DataLoader from 'dataloader'
import { Campaign, loadCampaign } from '../campaigns/schema.ts'
import { builder } from '../graphql/builder.ts'
import type { Context } from '../graphql/context.ts'
import { pageArgs, pageComplexity, pageOf } from '../graphql/page.ts'
import { countCodesOfCampaigns, countQrCodes, listQrCodes } from './queries.ts'
import { QrCode, QrCodeConnection, QrCodeStatus } from './schema.ts'

builder.objectField(QrCode, 'campaign', (t) =>
  t.field({
    type: Campaign,
    nullable: true,
    description: 'The campaign it belongs to; null for none, or one that was deleted.',
    resolve: (code, _args, context) =>
      code.campaign_id ? loadCampaign(context, code.campaign_id) : null,
  }),
)

function loadCodeCount(context: Context, campaignId: string): Promise<number> {
  const loader = context.loader(
    loadCodeCount,
    () =>
      new DataLoader<string, number>(async (ids) => {
        const rows = await countCodesOfCampaigns(context.db, ids)
        const counts = new Map(rows.map((row) => [row.campaign_id, row.count]))
        return ids.map((id) => counts.get(id) ?? 0)
      }),
  )
  return loader.load(campaignId)
}

builder.objectFields(Campaign, (t) => ({
  qrCodeCount: t.int({
    description: 'Codes in it, without the deleted ones.',
    resolve: (campaign, _args, context) => loadCodeCount(context, campaign.id),
  }),
  qrCodes: t.field({
    type: QrCodeConnection,
    description: 'Its codes, newest first; without a status all but the deleted ones.',
    args: {
      first: t.arg.int(pageArgs.first),
      after: t.arg.string(pageArgs.after),
      search: t.arg.string({ description: 'Part of a name, location, slug or target.' }),
      status: t.arg({ type: QrCodeStatus }),
    },
    complexity: pageComplexity,
    resolve: (campaign, args, { db }) => {
      const filter = { ...args, campaignId: campaign.id }
      return pageOf(
        args,
        (keyset) => listQrCodes(db, keyset, filter),
        () => countQrCodes(db, filter),
      )
    },
  }),
}))
