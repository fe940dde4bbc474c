import DataLoader from 'dataloader'
import type { TenantDb } from '../../db/connections.ts'
import { builder } from '../graphql/builder.ts'
import { type Context, rowsById } from '../graphql/context.ts'
import { notFound, Refusal } from '../graphql/errors.ts'
import { type ProductAction, recordAct } from '../journal/activities.ts'
import { releaseResource } from '../plans/queries.ts'
import { arrivalKey } from '../uploads/bytes.ts'
import {
  findUpload,
  getUpload,
  holdUploads,
  listUploadsById,
  removePending,
  restorableDays,
  setUploadDeleted,
  type UploadRow,
} from '../uploads/queries.ts'
import { Upload } from '../uploads/schema.ts'
import { takeSpace } from '../uploads/space.ts'
import { listCodesShowing, type QrCodeRow } from './queries.ts'
import { QrCode } from './schema.ts'

// Which codes show a file, and what that means for its end: files know nothing of codes, so it is said here.

builder.objectField(QrCode, 'upload', (t) =>
  t.field({
    type: Upload,
    nullable: true,
    description: 'The file it shows; null when it leads to a link.',
    resolve: (code, _args, context) =>
      code.upload_id ? loadUpload(context, code.upload_id) : null,
  }),
)

builder.objectField(Upload, 'qrCodes', (t) =>
  t.field({
    type: [QrCode],
    description: 'The codes that show it, newest first, without the deleted ones.',
    resolve: (upload, _args, context) => loadCodesShowing(context, upload.id),
  }),
)

function loadUpload(context: Context, id: string): Promise<UploadRow> {
  const loader = context.loader(
    loadUpload,
    () =>
      new DataLoader<string, UploadRow>(async (ids) => {
        const rows = await listUploadsById(context.db, ids)
        return rowsById(ids, rows).map((row, place) => row ?? new Error(`no file ${ids[place]}`))
      }),
  )
  return loader.load(id)
}

function loadCodesShowing(context: Context, uploadId: string): Promise<QrCodeRow[]> {
  const loader = context.loader(
    loadCodesShowing,
    () =>
      new DataLoader<string, QrCodeRow[]>(async (ids) => {
        const codes = await listCodesShowing(context.db, ids)
        const showing = Map.groupBy(codes, (code) => code.upload_id)
        return ids.map((wanted) => showing.get(wanted) ?? [])
      }),
  )
  return loader.load(uploadId)
}

/** A code that comes back shows what it showed: CONFLICT unless its file is there, and stays until it is back. */
export async function requireFiles(db: TenantDb, codes: readonly QrCodeRow[]): Promise<void> {
  const ids = codes.flatMap((code) => code.upload_id ?? [])
  const missing = (ids.length > 0 ? await holdUploads(db, ids) : []).find(
    (upload) => upload.deleted_at,
  )
  const code = missing && codes.find((each) => each.upload_id === missing.id)
  if (code)
    throw new Refusal('CONFLICT', `${code.name} shows a file that was deleted. Restore that first.`)
}

builder.mutationField('deleteUpload', (t) =>
  t.field({
    type: 'ID',
    description:
      'Gives the file’s room back; restoreUpload undoes it for 30 days. A pending one is taken away for good. NOT_FOUND, CONFLICT naming the codes that still show it.',
    authScopes: { editor: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const { db, services } = context
      const upload = await getUpload(db, id)
      if (upload.status === 'PENDING') {
        if (!(await removePending(db, id))) throw notFound()
        context.afterCommit(
          () => void services.uploads.remove(arrivalKey(upload)).catch(services.onUploadLeft),
        )
        return upload.id
      }
      // The file first: whoever points a code at it at this moment holds it, and their code is seen below.
      if (!(await setUploadDeleted(db, id, new Date()))) throw notFound()
      const codes = await listCodesShowing(db, [id])
      if (codes.length > 0) throw new Refusal('CONFLICT', inUse(upload, codes))
      await releaseResource(db, 'STORAGE_BYTES', upload.size_bytes)
      await releaseResource(db, 'UPLOADS', 1)
      await recordLine(context, upload, 'FILE_DELETED')
      return upload.id
    },
  }),
)

builder.mutationField('restoreUpload', (t) =>
  t.field({
    type: Upload,
    description: 'Brings a deleted file back. NOT_FOUND after 30 days, LIMIT_REACHED.',
    authScopes: { editor: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const upload = await findUpload(context.db, id)
      if (!upload || upload.status === 'PENDING') throw notFound()
      if (!upload.deleted_at) return upload
      if (Date.now() - upload.deleted_at.getTime() > restorableDays * 86_400_000) throw notFound()
      if (!(await setUploadDeleted(context.db, id, null)))
        throw new Refusal('CONFLICT', `${upload.name} was restored meanwhile.`)
      await takeSpace(context.db, upload.name, upload.size_bytes)
      await recordLine(context, upload, 'FILE_RESTORED')
      return getUpload(context.db, id)
    },
  }),
)

async function recordLine({ db, member }: Context, upload: UploadRow, action: ProductAction) {
  const metadata = { name: upload.name, sizeBytes: upload.size_bytes }
  await recordAct(db, member, {
    ...{ action, entityType: 'upload', entityId: upload.id, metadata },
  })
}

const named = 3

/** A printed code must never come to show nothing because a file was tidied away. */
function inUse(upload: UploadRow, codes: readonly QrCodeRow[]): string {
  const names = codes.slice(0, named).map(({ name }) => name)
  const more = codes.length - names.length
  const list = more > 0 ? [...names, `${more} more`] : names
  const last = list.pop()
  const all = list.length > 0 ? `${list.join(', ')} and ${last}` : last
  return `${upload.name} is shown by ${all}. Point ${codes.length > 1 ? 'them' : 'it'} elsewhere first.`
}
