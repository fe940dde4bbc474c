import { z } from 'zod'
import type { TenantDb } from '../../db/connections.ts'
import { getCampaign } from '../campaigns/queries.ts'
import { builder } from '../graphql/builder.ts'
import type { Context } from '../graphql/context.ts'
import { invalid, notFound, Refusal, valid } from '../graphql/errors.ts'
import { isId } from '../graphql/page.ts'
import { type ProductAction, recordActs } from '../journal/activities.ts'
import { claim } from '../plans/gate.ts'
import { releaseResource } from '../plans/queries.ts'
import { requireFiles } from './files.ts'
import {
  listQrCodesById,
  lockQrCodes,
  notifyCodeChanged,
  type QrCodeRow,
  updateQrCodes,
} from './queries.ts'
import { QrCode, QrCodeStatus } from './schema.ts'

// The same acts on a selection of a list: all of it or none. Rows are locked in the order of their ids, so two selections
// that overlap wait for one another and never in a circle.

const most = 100
const restorableDays = 30

const statusShape = z.object({
  status: z.enum(['ACTIVE', 'PAUSED'], 'A code can be set to ACTIVE or PAUSED.'),
})

const UpdateQrCodesInput = builder.inputType('UpdateQrCodesInput', {
  fields: (t) => ({
    status: t.field({ type: QrCodeStatus, required: true, description: 'ACTIVE or PAUSED.' }),
  }),
})

const about =
  'All or nothing, 1 to 100 codes. NOT_FOUND when one of them is not there, INVALID (ids)'

builder.mutationField('updateQrCodes', (t) =>
  t.field({
    type: [QrCode],
    description: `Pauses codes, or lets them go on. ${about}, FORBIDDEN when OI took one down.`,
    authScopes: { editor: true },
    args: {
      ids: t.arg.idList({ required: true }),
      input: t.arg({ type: UpdateQrCodesInput, required: true }),
    },
    resolve: async (_root, args, context) => {
      const { status } = valid(statusShape, args.input)
      const codes = await lockThere(context.db, args.ids)
      const taken = codes.find((code) => code.status === 'TAKEN_DOWN')
      if (taken) throw new Refusal('FORBIDDEN', `We took ${taken.name} down; write to us about it.`)
      const changed = codes.filter((code) => code.chosen_status !== status)
      await updateQrCodes(context.db, idsOf(changed), { status })
      const action = status === 'PAUSED' ? 'QR_CODE_PAUSED' : 'QR_CODE_RESUMED'
      return announce(context, codes, changed, action)
    },
  }),
)

builder.mutationField('assignQrCodes', (t) =>
  t.field({
    type: [QrCode],
    description: `Puts codes into a campaign, or out of any with null. ${about}; also when the campaign is not there.`,
    authScopes: { editor: true },
    args: { campaignId: t.arg.id(), qrCodeIds: t.arg.idList({ required: true }) },
    resolve: async (_root, { campaignId, qrCodeIds }, context) => {
      const campaign = campaignId ? await getCampaign(context.db, campaignId) : null
      const codes = await lockThere(context.db, qrCodeIds, 'qrCodeIds')
      const changed = codes.filter((code) => code.campaign_id !== (campaign?.id ?? null))
      await updateQrCodes(context.db, idsOf(changed), { campaignId: campaign?.id ?? null })
      const action = campaign ? 'QR_CODE_ASSIGNED' : 'QR_CODE_UNASSIGNED'
      const more: Record<string, string> = campaign ? { campaign: campaign.name } : {}
      return announce(context, codes, changed, action, more)
    },
  }),
)

builder.mutationField('deleteQrCodes', (t) =>
  t.field({
    type: ['ID'],
    description: `Stops printed codes at once (410) and frees their places; restoreQrCodes undoes it for 30 days. ${about}.`,
    authScopes: { editor: true },
    args: { ids: t.arg.idList({ required: true }) },
    resolve: async (_root, args, context) => {
      const codes = await lockThere(context.db, args.ids)
      await updateQrCodes(context.db, idsOf(codes), { deletedAt: new Date() })
      await releaseResource(context.db, 'QR_CODES', codes.length)
      await announce(context, codes, codes, 'QR_CODE_DELETED')
      return idsOf(codes)
    },
  }),
)

builder.mutationField('restoreQrCodes', (t) =>
  t.field({
    type: [QrCode],
    description: `Brings deleted codes back, with their slugs and scans; those that are there stay. ${about}; also after 30 days. LIMIT_REACHED.`,
    authScopes: { editor: true },
    args: { ids: t.arg.idList({ required: true }) },
    resolve: async (_root, args, context) => {
      const codes = await lock(context.db, args.ids)
      const oldest = Date.now() - restorableDays * 86_400_000
      const gone = codes.filter((code) => code.deleted_at !== null)
      if (gone.some((code) => (code.deleted_at?.getTime() ?? 0) < oldest)) throw notFound()
      await requireFiles(context.db, gone)
      // The codes before the counted row, as deleteQrCodes takes them.
      await updateQrCodes(context.db, idsOf(gone), { deletedAt: null })
      if (gone.length > 0) await claim(context.db, 'QR_CODES', gone.length)
      return announce(context, codes, gone, 'QR_CODE_RESTORED')
    },
  }),
)

const idsOf = (codes: readonly QrCodeRow[]) => codes.map((code) => code.id)

/** These codes, locked; NOT_FOUND unless every one of them belongs to the organization. */
async function lock(db: TenantDb, given: readonly string[], field = 'ids') {
  const ids = [...new Set(given.map((id) => id.toLowerCase()))]
  if (ids.length < 1 || ids.length > most) throw invalid(field, `Choose 1 to ${most} codes.`)
  if (!ids.every(isId)) throw notFound()
  const codes = await lockQrCodes(db, ids)
  if (codes.length < ids.length) throw notFound()
  return codes
}

async function lockThere(db: TenantDb, given: readonly string[], field?: string) {
  const codes = await lock(db, given, field)
  if (codes.some((code) => code.deleted_at !== null)) throw notFound()
  return codes
}

/** A line in the log a code that changed, the word to every process, and the whole selection as it is now. */
async function announce(
  context: Context,
  codes: readonly QrCodeRow[],
  changed: readonly QrCodeRow[],
  action: ProductAction,
  more: Record<string, string> = {},
): Promise<QrCodeRow[]> {
  const { db, member, services } = context
  await recordActs(
    db,
    member,
    changed.map(({ id, name }) => ({
      action,
      entityType: 'qr_code',
      entityId: id,
      metadata: { name, ...more },
    })),
  )
  const slugs = changed.map(({ slug }) => slug)
  await notifyCodeChanged(db, ...slugs)
  context.afterCommit(() => {
    for (const slug of slugs) services.forgetSlug(slug)
  })
  return listQrCodesById(db, idsOf(codes))
}
