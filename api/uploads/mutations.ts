import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { withTenant } from '../../db/connections.ts'
import { getCampaign } from '../campaigns/queries.ts'
import { cleanName, readName, renamed, typeOfMime } from '../file-types/names.ts'
import { verify } from '../file-types/verify.ts'
import { builder } from '../graphql/builder.ts'
import type { Context } from '../graphql/context.ts'
import { invalid, notFound, Refusal, valid } from '../graphql/errors.ts'
import { tidy } from '../graphql/text.ts'
import { recordAct } from '../journal/activities.ts'
import { arrivalKey, keptKey, reached } from './bytes.ts'
import {
  getUpload,
  insertUpload,
  markReady,
  removePending,
  type UploadChange,
  type UploadRow,
  updateUpload,
} from './queries.ts'
import { Upload } from './schema.ts'
import { largest, requireSpace, sizeText, takeSpace } from './space.ts'

const requestShape = z.object({
  name: z.string('Give it a name.').max(1_000, 'Use at most 200 characters.'),
  size: z
    .number()
    .int()
    .min(1, 'This file is empty.')
    .max(largest, `Choose a file of at most ${sizeText(largest)}.`),
  type: z.string().nullish(),
  campaignId: z.string().nullish(),
})

const RequestUploadInput = builder.inputType('RequestUploadInput', {
  fields: (t) => ({
    name: t.string({
      required: true,
      description: 'With its ending (pdf, png, jpg, jpeg, webp, mp4, mp3), up to 200 characters.',
    }),
    size: t.field({
      type: 'SafeInt',
      required: true,
      description: 'In bytes, exactly; at most 104,857,600 (100 MB).',
    }),
    type: t.string({
      description: 'The content type, such as application/pdf. It has to agree with the name.',
    }),
    campaignId: t.id({ description: 'The campaign it belongs to. NOT_FOUND when there is none.' }),
  }),
})

builder.mutationField('requestUpload', (t) =>
  t.field({
    type: Upload,
    description:
      'Announces a file: send its bytes as `transfer` says, then completeUpload. INVALID, NOT_FOUND (campaign), LIMIT_REACHED (resource STORAGE_BYTES) when it cannot fit, RATE_LIMITED.',
    authScopes: { editor: true },
    args: { input: t.arg({ type: RequestUploadInput, required: true }) },
    resolve: async (_root, args, { db, member }) => {
      const wish = valid(requestShape, args.input)
      const name = cleanName(tidy(wish.name))
      const read = readName(name)
      if ('problem' in read) throw invalid('name', read.problem)
      if (wish.type && typeOfMime(wish.type) !== read.type)
        throw invalid('type', `The name says ${read.type}, the type does not.`)
      if (wish.campaignId) await getCampaign(db, wish.campaignId)
      await requireSpace(db, name, wish.size)
      const campaignId = wish.campaignId ?? null
      const id = await insertUpload(db, member, {
        ...{ name, type: read.type, size: wish.size, campaignId },
      })
      // Nothing has happened yet that a colleague would want to read about: the line comes with the bytes.
      return getUpload(db, id)
    },
  }),
)

builder.mutationField('completeUpload', (t) =>
  t.field({
    type: Upload,
    description:
      'Looks at the bytes that were sent and makes the file READY; again it changes nothing. NOT_FOUND, CONFLICT when they have not arrived, INVALID (field file) when they are not what was announced: the file is then taken away; LIMIT_REACHED when it does not fit any more: then it can be tried again for two hours.',
    authScopes: { editor: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      // Looking takes as long as it takes; no transaction is held open meanwhile.
      const upload = await readAside(context, id)
      if (upload.status === 'READY') return getUpload(context.db, id)
      const kept = await keepVerified(context, upload)
      // Who was first has cleared away what both of them were sent for.
      if (!kept && (await readAside(context, id)).status === 'READY')
        return getUpload(context.db, id)
      if (!kept) {
        const message = `${upload.name} has not arrived yet. Send it, then complete it.`
        throw new Refusal('CONFLICT', message)
      }
      try {
        return await complete(context, upload, kept)
      } catch (error) {
        clearAway(context, keptKey(upload, kept.storageId))
        throw error
      }
    },
  }),
)

function readAside({ pools, member }: Context, id: string): Promise<UploadRow> {
  return withTenant(pools, member, (db) => getUpload(db, id))
}

type Kept = { storageId: string; sha256: string }

/**
 * Copies what has arrived to where nobody outside can write, and looks at the copy: the address it was sent to works for some
 * minutes more. Null when there is nothing; what is not what it should be is taken away with its row, before the refusal.
 */
async function keepVerified(context: Context, upload: UploadRow): Promise<Kept | null> {
  const { uploads } = context.services
  const storageId = uuidv7()
  const [arrived, kept] = [arrivalKey(upload), keptKey(upload, storageId)]
  if (!(await reached(uploads.copy(arrived, kept)))) return null
  const bytes = await reached(uploads.get(kept))
  if (!bytes) return null
  const { name, type, size_bytes: size } = upload
  const verdict = await verify(bytes, { name, type, size })
  if ('sha256' in verdict) return { storageId, sha256: verdict.sha256 }
  clearAway(context, kept, arrived)
  await withTenant(context.pools, context.member, (db) => removePending(db, upload.id))
  throw invalid('file', verdict.problem)
}

/** Of two that complete the same file the first counts it; the row is locked before the counted ones, as everywhere. */
async function complete(context: Context, upload: UploadRow, kept: Kept): Promise<UploadRow> {
  const { db, member } = context
  if (!(await markReady(db, upload.id, kept))) {
    const now = await getUpload(db, upload.id)
    clearAway(context, keptKey(upload, kept.storageId))
    return now
  }
  await takeSpace(db, upload.name, upload.size_bytes)
  await recordAct(db, member, {
    action: 'FILE_UPLOADED',
    entityType: 'upload',
    entityId: upload.id,
    metadata: { name: upload.name, sizeBytes: upload.size_bytes },
  })
  context.afterCommit(() => clearAway(context, arrivalKey(upload)))
  return getUpload(db, upload.id)
}

/** Removes bytes that nobody needs, without waiting; what stays because of a failure or a kill goes with the next sweep. */
function clearAway({ services }: Context, ...keys: string[]): void {
  for (const key of keys) services.uploads.remove(key).catch(services.onUploadLeft)
}

const UpdateUploadInput = builder.inputType('UpdateUploadInput', {
  description: 'Only the fields given are changed; null empties campaignId.',
  fields: (t) => ({
    name: t.string({ description: 'Its ending is added when it is missing.' }),
    campaignId: t.id(),
    version: t.int({
      description: 'The version you saw; CONFLICT when somebody changed the file since.',
    }),
  }),
})

const updateShape = z.object({
  name: z.string('Give it a name.').max(1_000, 'Use at most 200 characters.').optional(),
  campaignId: z.string().nullish(),
  version: z.number().int().nullish(),
})

builder.mutationField('updateUpload', (t) =>
  t.field({
    type: Upload,
    description: 'Renames a file or moves it to a campaign. NOT_FOUND, INVALID, CONFLICT.',
    authScopes: { editor: true },
    args: {
      id: t.arg.id({ required: true }),
      input: t.arg({ type: UpdateUploadInput, required: true }),
    },
    resolve: async (_root, { id, input }, { db, member }) => {
      const wish = valid(updateShape, input)
      const before = await getUpload(db, id)
      if (before.status === 'PENDING') throw notFound()
      const change: UploadChange = {}
      if (wish.name !== undefined) change.name = newName(wish.name, before)
      if (wish.campaignId !== undefined) change.campaignId = wish.campaignId
      if (change.campaignId) await getCampaign(db, change.campaignId)
      if (!(await updateUpload(db, id, wish.version ?? before.version, change)))
        throw new Refusal(
          'CONFLICT',
          `${before.name} was changed meanwhile. See their version or save yours over it.`,
        )
      const changed = Object.keys(input).filter((key) => key !== 'version')
      await recordAct(db, member, {
        action: 'FILE_UPDATED',
        entityType: 'upload',
        entityId: id,
        metadata: { name: change.name ?? before.name, changed },
      })
      return getUpload(db, id)
    },
  }),
)

function newName(given: string, { type }: UploadRow): string {
  const read = renamed(tidy(given), type)
  if ('problem' in read) throw invalid('name', read.problem)
  return read.name
}
