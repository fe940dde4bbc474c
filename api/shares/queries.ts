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

/**
 * How many addresses the organization sent campaigns to within the last hour, and when the first of those mails was. Whoever
 * asks next waits until this transaction ends, so two at the limit cannot both pass.
 */
export async function countRecentRecipients(
  db: TenantDb,
): Promise<{ count: number; since: Date | null }> {
  await sql`select pg_advisory_xact_lock(hashtextextended('campaign mails ' || current_org(), 0))`.execute(
    db,
  )
  // A customer's own tool may write such a line too: it can only use up places, never free one.
  const recipients = sql<number>`case when jsonb_typeof(metadata -> 'recipients') = 'number'
    then greatest(0, least(10, (metadata ->> 'recipients')::numeric)) else 0 end`
  return db
    .selectFrom('activity_log')
    .select((eb) => [
      sql<number>`coalesce(sum(${recipients}), 0)::int`.as('count'),
      eb.fn.min('created_at').as('since'),
    ])
    .where('action', '=', 'CAMPAIGN_SHARED')
    .where('created_at', '>', sql<Date>`now() - interval '1 hour'`)
    .where(recipients, '>', 0)
    .executeTakeFirstOrThrow()
}
