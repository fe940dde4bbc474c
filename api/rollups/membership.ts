import { sql } from 'kysely'
import type { ReadDb } from '../../db/connections.ts'

/** Which codes belong to these campaigns now, deleted ones included; '' asks for those of none. A deleted campaign has none. */
export async function listCodesOfCampaigns(
  db: ReadDb,
  campaignIds: readonly string[],
): Promise<{ id: string; campaign_id: string }[]> {
  const campaign = sql<string>`coalesce(campaigns.id::text, '')`
  return db
    .selectFrom('qr_codes')
    .leftJoin('campaigns', (join) =>
      join
        .onRef('campaigns.organization_id', '=', 'qr_codes.organization_id')
        .onRef('campaigns.id', '=', 'qr_codes.campaign_id')
        .on('campaigns.deleted_at', 'is', null),
    )
    .select(['qr_codes.id', campaign.as('campaign_id')])
    .where(campaign, '=', sql<string>`any(${campaignIds.map((id) => id.toLowerCase())}::text[])`)
    .execute()
}

/** Code → the campaign it belongs to now; codes of none, or of a deleted one, are left out. */
export async function listCampaignsOfCodes(
  db: ReadDb,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('qr_codes')
    .innerJoin('campaigns', (join) =>
      join
        .onRef('campaigns.organization_id', '=', 'qr_codes.organization_id')
        .onRef('campaigns.id', '=', 'qr_codes.campaign_id')
        .on('campaigns.deleted_at', 'is', null),
    )
    .select(['qr_codes.id', 'campaigns.id as campaign_id'])
    .where('qr_codes.id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute()
  return new Map(rows.map((row) => [row.id, row.campaign_id]))
}
