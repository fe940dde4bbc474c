import { z } from 'zod'
import type { Json } from '../../db/types.ts'
import { getCampaign } from '../campaigns/queries.ts'
import { builder } from '../graphql/builder.ts'
import type { Context } from '../graphql/context.ts'
import { invalid, notFound, Refusal, valid } from '../graphql/errors.ts'
import { lineShape, nameShape } from '../graphql/text.ts'
import { type ProductAction, recordAct } from '../journal/activities.ts'
import { claim, requireRoom } from '../plans/gate.ts'
import { releaseResource } from '../plans/queries.ts'
import { holdReadyUpload } from '../uploads/queries.ts'
import { requireFiles } from './files.ts'
import {
  findQrCode,
  getQrCode,
  insertQrCode,
  notifyCodeChanged,
  type QrCodeChange,
  type QrCodeRow,
  setDeleted,
  updateQrCode,
} from './queries.ts'
import { QrCode, QrCodeStatus } from './schema.ts'
import { targetProblem } from './target.ts'

const restorableDays = 30

const createShape = z.object({
  name: nameShape('Give it a name.'),
  targetUrl: z.string('Use a link that starts with http:// or https://.').trim().nullish(),
  uploadId: z.string().nullish(),
  location: lineShape(200),
  campaignId: z.string().nullish(),
  expiresAt: z.date().nullish(),
})
const updateShape = createShape.partial().extend({
  status: z.enum(['ACTIVE', 'PAUSED'], 'A code can be set to ACTIVE or PAUSED.').nullish(),
  version: z.number().int().nullish(),
})

const CreateQrCodeInput = builder.inputType('CreateQrCodeInput', {
  fields: (t) => ({
    name: t.string({ required: true, description: 'What you call it, up to 200 characters.' }),
    targetUrl: t.string({
      description:
        'Where it leads: http or https, up to 2,048 characters. Either this or uploadId.',
    }),
    uploadId: t.id({ description: 'The file it shows instead. NOT_FOUND when there is none.' }),
    location: t.string({ description: 'Where it hangs, up to 200 characters.' }),
    campaignId: t.id({ description: 'The campaign it belongs to. NOT_FOUND when there is none.' }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'When it stops redirecting; never when missing.',
    }),
  }),
})

const UpdateQrCodeInput = builder.inputType('UpdateQrCodeInput', {
  description:
    'Only the fields given are changed; null empties location, campaignId and expiresAt.',
  fields: (t) => ({
    name: t.string(),
    targetUrl: t.string({ description: 'A link, in the place of a link or a file.' }),
    uploadId: t.id({ description: 'A file, in the place of a link or a file.' }),
    location: t.string(),
    campaignId: t.id(),
    status: t.field({ type: QrCodeStatus, description: 'ACTIVE or PAUSED.' }),
    expiresAt: t.field({ type: 'DateTime' }),
    version: t.int({
      description: 'The version you saw; CONFLICT when somebody changed the code since.',
    }),
  }),
})

builder.mutationField('createQrCode', (t) =>
  t.field({
    type: QrCode,
    description: 'Makes a code with a slug of its own. INVALID, LIMIT_REACHED (resource QR_CODES).',
    authScopes: { editor: true },
    args: { input: t.arg({ type: CreateQrCodeInput, required: true }) },
    resolve: async (_root, args, context) => {
      const wish = valid(createShape, args.input)
      const target = targetOf(wish)
      if (!target) throw invalid('targetUrl', 'Choose where it leads: a link or a file.')
      const { db, member } = context
      await checkTarget(context, target)
      checkExpiry(wish.expiresAt)
      if (wish.campaignId) await getCampaign(db, wish.campaignId)
      await claim(db, 'QR_CODES')
      const id = await insertQrCode(db, member, {
        name: wish.name,
        ...target,
        location: wish.location || null,
        campaignId: wish.campaignId ?? null,
        expiresAt: wish.expiresAt ?? null,
      })
      await recordAct(db, member, {
        action: 'QR_CODE_CREATED',
        entityType: 'qr_code',
        entityId: id,
        metadata: { name: wish.name },
      })
      return getQrCode(db, id)
    },
  }),
)

builder.mutationField('updateQrCode', (t) =>
  t.field({
    type: QrCode,
    description:
      'Changes a code; its slug stays. NOT_FOUND, INVALID, CONFLICT, LIMIT_REACHED when the organization is over its limit, FORBIDDEN for a code OI took down.',
    authScopes: { editor: true },
    args: {
      id: t.arg.id({ required: true }),
      input: t.arg({ type: UpdateQrCodeInput, required: true }),
    },
    resolve: async (_root, args, context) => {
      const wish = valid(updateShape, args.input)
      const { db } = context
      const before = await getQrCode(db, args.id)
      const change = changeOf(before, wish)
      const campaign = change.campaignId ? await getCampaign(db, change.campaignId) : null
      const target = targetOf(wish)
      const leadsElsewhere =
        target !== null &&
        (target.targetUrl !== before.target_url || target.uploadId !== before.upload_id)
      let file: string | null = null
      if (leadsElsewhere) {
        file = await checkTarget(context, target)
        await requireRoom(db, 'QR_CODES')
        Object.assign(change, target)
      }
      const isDone = await updateQrCode(db, args.id, wish.version ?? before.version, change)
      if (!isDone)
        throw new Refusal(
          'CONFLICT',
          `${before.name} was changed meanwhile. See their version or save yours over it.`,
        )
      await announce(context, before, actionOf(before, change), {
        // A form sends back all it has; analytics mark the moment the target really changed.
        changed: changedIn(before, change),
        ...(file && { file }),
        ...(campaign && campaign.id !== before.campaign_id && { campaign: campaign.name }),
      })
      return getQrCode(db, args.id)
    },
  }),
)

builder.mutationField('deleteQrCode', (t) =>
  t.field({
    type: 'ID',
    description:
      'Stops the printed code at once (410) and frees its place; restoreQrCode undoes it for 30 days. NOT_FOUND.',
    authScopes: { editor: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const code = await getQrCode(context.db, id)
      if (!(await setDeleted(context.db, id, new Date()))) throw notFound()
      await releaseResource(context.db, 'QR_CODES', 1)
      await announce(context, code, 'QR_CODE_DELETED')
      return code.id
    },
  }),
)

builder.mutationField('restoreQrCode', (t) =>
  t.field({
    type: QrCode,
    description:
      'Brings a deleted code back, with its slug and scans. NOT_FOUND after 30 days, LIMIT_REACHED.',
    authScopes: { editor: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const code = await findQrCode(context.db, id)
      if (!code) throw notFound()
      if (!code.deleted_at) return code
      if (Date.now() - code.deleted_at.getTime() > restorableDays * 86_400_000) throw notFound()
      await requireFiles(context.db, [code])
      // The code before the counted row, as deleteQrCode takes them: in the other order the two would wait for one another.
      if (!(await setDeleted(context.db, id, null)))
        throw new Refusal('CONFLICT', `${code.name} was restored meanwhile.`)
      await claim(context.db, 'QR_CODES')
      await announce(context, code, 'QR_CODE_RESTORED')
      return getQrCode(context.db, id)
    },
  }),
)

/** The line in the log, and the word to every process that the slug leads elsewhere now. */
async function announce(
  context: Context,
  code: QrCodeRow,
  action: ProductAction,
  more: Record<string, Json> = {},
): Promise<void> {
  const metadata = { name: code.name, ...more }
  await recordAct(context.db, context.member, {
    action,
    entityType: 'qr_code',
    entityId: code.id,
    metadata,
  })
  await notifyCodeChanged(context.db, code.slug)
  context.afterCommit(() => context.services.forgetSlug(code.slug))
}

function actionOf(before: QrCodeRow, change: QrCodeChange): ProductAction {
  if (change.status === 'PAUSED' && before.status !== 'PAUSED') return 'QR_CODE_PAUSED'
  if (change.status === 'ACTIVE' && before.status === 'PAUSED') return 'QR_CODE_RESUMED'
  return 'QR_CODE_UPDATED'
}

/** The fields that differ from what they were, by their names in the API. */
function changedIn(before: QrCodeRow, change: QrCodeChange): string[] {
  const were: Record<keyof QrCodeChange, unknown> = {
    name: before.name,
    targetUrl: before.target_url,
    uploadId: before.upload_id,
    location: before.location,
    campaignId: before.campaign_id,
    expiresAt: before.expires_at?.getTime() ?? null,
    status: before.status,
  }
  return Object.entries(change)
    .filter(([key, value]) => {
      const is = value instanceof Date ? value.getTime() : value
      return is !== were[key as keyof QrCodeChange]
    })
    .map(([key]) => key)
}

/** What is to be changed besides the target, checked; a field that is absent stays. */
function changeOf(before: QrCodeRow, wish: z.output<typeof updateShape>): QrCodeChange {
  const change: QrCodeChange = {}
  if (wish.name !== undefined) change.name = wish.name
  if (wish.location !== undefined) change.location = wish.location || null
  if (wish.campaignId !== undefined) change.campaignId = wish.campaignId
  if (wish.expiresAt !== undefined) {
    checkExpiry(wish.expiresAt)
    change.expiresAt = wish.expiresAt
  }
  if (wish.status) {
    if (before.status === 'TAKEN_DOWN')
      throw new Refusal('FORBIDDEN', 'We took this code down; write to us about it.')
    change.status = wish.status
  }
  return change
}

type Target = { targetUrl: string | null; uploadId: string | null }

/** The link or the file that is asked for; null when neither is. */
function targetOf({ targetUrl, uploadId }: Partial<z.output<typeof createShape>>): Target | null {
  if (uploadId && targetUrl)
    throw invalid('uploadId', 'A code leads to a link or shows a file, not both.')
  if (uploadId) return { targetUrl: null, uploadId }
  return typeof targetUrl === 'string' ? { targetUrl, uploadId: null } : null
}

/** The name of the file it is to show; null for a link. */
async function checkTarget({ db, services }: Context, target: Target): Promise<string | null> {
  if (target.uploadId) return (await holdReadyUpload(db, target.uploadId)).name
  const problem = targetProblem(target.targetUrl ?? '', new URL(services.publicUrl).host)
  if (problem) throw invalid('targetUrl', problem)
  return null
}

function checkExpiry(expiresAt: Date | null | undefined): void {
  if (expiresAt && expiresAt.getTime() <= Date.now())
    throw invalid('expiresAt', 'Choose a moment that is still to come.')
}
