import DataLoader from 'dataloader'
import { z } from 'zod'
import type { TenantDb } from '../../db/connections.ts'
import { type CampaignRow, getCampaign } from '../campaigns/queries.ts'
import { Campaign } from '../campaigns/schema.ts'
import { builder } from '../graphql/builder.ts'
import type { Context, Viewer } from '../graphql/context.ts'
import { invalid, Refusal, valid } from '../graphql/errors.ts'
import { emailShape, linesShape } from '../graphql/text.ts'
import { recordAct } from '../journal/activities.ts'
import { queueMail } from '../journal/mail.ts'
import { getOrganization } from '../organizations/queries.ts'
import { findFirstActive, getQrCode, type QrCodeRow } from '../qr-codes/queries.ts'
import { QrCode } from '../qr-codes/schema.ts'
import { addressOf, type ShareChannel as Channel, shareChannels } from './networks.ts'
import { type ShareCount as Count, countRecentRecipients, countShares } from './queries.ts'

const ShareChannel = builder.enumType('ShareChannel', {
  description: 'Where a campaign is shared.',
  values: shareChannels,
})

type Share = { channel: Channel; link: string; url: string; code: QrCodeRow; sentTo: number }

const mostAddresses = 10
const mostAnHour = 50
/** So old, in milliseconds, an organization has to be before it mails in its own words to people of its choice. */
const oldEnough = 86_400_000
const another = /(:\/\/|www\.)+/gi

const CampaignShare = builder.objectRef<Share>('CampaignShare').implement({
  description: 'A share that was prepared and recorded; the network posts it when the person does.',
  authScopes: { member: true },
  fields: (t) => ({
    channel: t.expose('channel', { type: ShareChannel }),
    url: t.exposeString('url', {
      description:
        "What to open: the network's form with text and link filled in, mailto: for EMAIL, the link itself for COPY_LINK and for mails we send.",
    }),
    link: t.exposeString('link', {
      description: "What is shared: the code's shareUrl; its scans have source LINK.",
    }),
    sentTo: t.exposeInt('sentTo', { description: 'How many addresses a mail goes to.' }),
    qrCode: t.field({ type: QrCode, resolve: (share) => share.code }),
  }),
})

const ShareCount = builder.objectRef<Count>('ShareCount').implement({
  description: 'How often a campaign was shared on one channel.',
  authScopes: { member: true },
  fields: (t) => ({
    channel: t.expose('channel', { type: ShareChannel }),
    count: t.exposeInt('count'),
    lastAt: t.expose('last_at', { type: 'DateTime' }),
  }),
})

const ShareCampaignInput = builder.inputType('ShareCampaignInput', {
  fields: (t) => ({
    channel: t.field({ type: ShareChannel, required: true }),
    qrCodeId: t.id({
      description: 'Which of its active codes the link belongs to; the first one when missing.',
    }),
    message: t.string({ description: "Up to 500 characters; the campaign's name when missing." }),
    to: t.stringList({
      description: `With EMAIL: up to ${mostAddresses} addresses we send it to, ${mostAnHour} an hour and organization.`,
    }),
  }),
})

const shape = z
  .object({
    channel: z.enum(shareChannels),
    qrCodeId: z.string().nullish(),
    message: linesShape(500),
    to: z
      .array(emailShape)
      .max(mostAddresses, `Use at most ${mostAddresses} addresses at a time.`)
      .nullish()
      .transform((to) => [...new Set(to)]),
  })
  .refine(({ channel, to }) => channel === 'EMAIL' || to.length === 0, {
    path: ['to'],
    message: 'Addresses belong to e-mail.',
  })
  .refine(({ message, to }) => to.length === 0 || (message ?? '').search(another) < 0, {
    path: ['message'],
    message: 'Leave links out of the message; the one to the campaign is added below it.',
  })

builder.mutationField('shareCampaign', (t) =>
  t.field({
    type: CampaignShare,
    description:
      'Prepares a share of a campaign and records it (activity CAMPAIGN_SHARED). NOT_FOUND; INVALID (qrCodeId) when the campaign has no active code, or not that one; INVALID (to; message with a link in a mail), FORBIDDEN for mails of an organization in its first 24 hours, RATE_LIMITED.',
    authScopes: { editor: true },
    args: {
      id: t.arg.id({ required: true }),
      input: t.arg({ type: ShareCampaignInput, required: true }),
    },
    resolve: async (_root, args, { db, member, services }) => {
      const { channel, qrCodeId, message, to } = valid(shape, args.input)
      const campaign = await getCampaign(db, args.id)
      const code = await codeToShare(db, campaign, qrCodeId)
      const link = `${services.publicUrl}/s/${code.slug}?l`
      const text = message || campaign.name
      if (to.length > 0) await mail(db, member, campaign, { to, message: message ?? '', link })
      await recordAct(db, member, {
        action: 'CAMPAIGN_SHARED',
        entityType: 'campaign',
        entityId: campaign.id,
        // How many, never who: an address is not ours to keep.
        metadata: {
          ...{ name: campaign.name, channel, qrCodeId: code.id },
          ...(to.length > 0 && { recipients: to.length }),
        },
      })
      const url = to.length > 0 ? link : addressOf(channel, { text, link })
      return { channel, link, url, code, sentTo: to.length }
    },
  }),
)

/** A mail to each address, unless the organization has sent enough of them within the hour. */
async function mail(
  db: TenantDb,
  member: Viewer,
  campaign: CampaignRow,
  { to, message, link }: { to: string[]; message: string; link: string },
): Promise<void> {
  const { created_at } = await getOrganization(db)
  if (Date.now() - created_at.getTime() < oldEnough)
    throw new Refusal(
      'FORBIDDEN',
      'A new organization can mail campaigns after its first 24 hours. Copy the link meanwhile.',
    )
  const recent = await countRecentRecipients(db)
  if (recent.count + to.length > mostAnHour) {
    const free = (recent.since?.getTime() ?? Date.now()) + 3_600_000
    const retryAfter = Math.max(1, Math.ceil((free - Date.now()) / 1_000))
    throw new Refusal('RATE_LIMITED', `At most ${mostAnHour} addresses an hour.`, { retryAfter })
  }
  const [campaignName, fromName] = [campaign.name, member.name].map(plain) as [string, string]
  const variables = { campaignName, fromName, message, url: link }
  const { organizationId } = member
  for (const address of to) {
    await queueMail(db, { organizationId, to: address, template: 'CAMPAIGN_SHARED', variables })
  }
}

/** A name stands in the subject: what would make a link of it is taken out. */
function plain(name: string): string {
  return name.replace(another, ' ')
}

/** A link that is sent around has to lead somewhere: the code wanted, or the first one, if it is active. */
async function codeToShare(
  db: TenantDb,
  campaign: CampaignRow,
  qrCodeId: string | null | undefined,
): Promise<QrCodeRow> {
  if (!qrCodeId) {
    const first = await findFirstActive(db, campaign.id)
    if (first) return first
    throw invalid('qrCodeId', 'Add an active code first; the shared link leads where it leads.')
  }
  const code = await getQrCode(db, qrCodeId)
  if (code.campaign_id !== campaign.id || code.status !== 'ACTIVE')
    throw invalid('qrCodeId', 'Choose an active code of this campaign.')
  return code
}

function loadShares(context: Context, campaignId: string): Promise<Count[]> {
  const loader = context.loader(
    loadShares,
    () =>
      new DataLoader<string, Count[]>(async (ids) => {
        const rows = await countShares(context.db, ids)
        const shares = Map.groupBy(rows, (row) => row.campaign_id)
        return ids.map((id) => shares.get(id) ?? [])
      }),
  )
  return loader.load(campaignId)
}

builder.objectField(Campaign, 'shares', (t) =>
  t.field({
    type: [ShareCount],
    description:
      'How often it was shared, by channel, most first; channels without any are left out.',
    resolve: (campaign, _args, context) => loadShares(context, campaign.id),
  }),
)
