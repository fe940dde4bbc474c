import { sql } from 'kysely'
import type { TenantDb } from '../../db/connections.ts'
import { type ShareChannel, shareChannels } from './networks.ts'

const channel = sql<ShareChannel>`metadata ->> 'channel'`

/** How often these campaigns were shared, by channel, most first; from the lines the shares left in the log. */
export async function countShares(db: TenantDb, campaignIds: readonly string[]) {
  return (
    db
      .selectFrom('activity_log')
      .select((eb) => [
        'entity_id as campaign_id',
        channel.as('channel'),
        eb.fn.countAll<number>().as('count'),
        eb.fn.max<Date>('created_at').as('last_at'),
      ])
      .where('action', '=', 'CAMPAIGN_SHARED')
      .where('entity_type', '=', 'campaign')
      .where('entity_id', 'in', [...campaignIds])
      // A customer's own tool may write such a line too, with anything in it.
      .where(channel, 'in', [...shareChannels])
      .groupBy(['entity_id', channel])
      .orderBy('count', 'desc')
      .orderBy(channel)
      .execute()
  )
}
export type ShareCount = Awaited<ReturnType<typeof countShares>>[number]
