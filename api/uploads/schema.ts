import { Campaign, loadCampaign } from '../campaigns/schema.ts'
import { mimeOf } from '../file-types/names.ts'
import { builder } from '../graphql/builder.ts'
import type { Context } from '../graphql/context.ts'
import { invalid } from '../graphql/errors.ts'
import { connectionOf, isId, pageArgs, pageComplexity, pageOf } from '../graphql/page.ts'
import { loadMember, Member } from '../members/schema.ts'
import { Organization } from '../organizations/schema.ts'
import type { Storage, Ticket } from '../storage/storage.ts'
import { arrivalKey, reached } from './bytes.ts'
import { linkLifetime, signUploadLink } from './links.ts'
import { countUploads, getUpload, listUploads, type UploadRow } from './queries.ts'

declare module '../graphql/context.ts' {
  interface Services {
    /** Where uploaded files are kept. */
    uploads: Storage
    /** Signs the addresses files are sent to and fetched from. */
    uploadKey: Buffer
    /** Told of what could not be cleared away; a later sweep does it. */
    onUploadLeft(error: unknown): void
  }
}

const UploadType = builder.enumType('UploadType', {
  description: 'What can be uploaded. Decided by the bytes, which have to agree with the name.',
  values: ['PDF', 'PNG', 'JPG', 'WEBP', 'MP4', 'MP3'] as const,
})

const UploadStatus = builder.enumType('UploadStatus', {
  description:
    'PENDING until completeUpload has verified its bytes (two hours at most), READY then; only READY files count and can be shown.',
  values: ['PENDING', 'READY'] as const,
})

const TransferHeader = builder.objectRef<Ticket['headers'][number]>('TransferHeader').implement({
  authScopes: { member: true },
  fields: (t) => ({ name: t.exposeString('name'), value: t.exposeString('value') }),
})

const Transfer = builder.objectRef<Ticket>('Transfer').implement({
  description:
    'Where the bytes of a pending file go, in one request with nothing else in its body; then completeUpload.',
  authScopes: { member: true },
  fields: (t) => ({
    method: t.exposeString('method', { description: 'POST or PUT.' }),
    url: t.exposeString('url', { description: 'Signed; needs no other credentials.' }),
    headers: t.expose('headers', {
      type: [TransferHeader],
      description: 'To be sent as they are. The length must be the one that was announced.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      description: 'Sending has to begin before, five minutes from now; ask again for a fresh one.',
    }),
  }),
})

export const Upload = builder.objectRef<UploadRow>('Upload').implement({
  description: 'A file of the organization: a menu, a picture, a film that a code can show.',
  authScopes: { member: true },
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name', { description: 'With its ending.' }),
    type: t.expose('type', { type: UploadType }),
    contentType: t.string({
      description: 'The type as a header names it.',
      resolve: ({ type }) => mimeOf(type),
    }),
    sizeBytes: t.field({ type: 'SafeInt', resolve: (upload) => upload.size_bytes }),
    status: t.expose('status', { type: UploadStatus }),
    sha256: t.exposeString('sha256', {
      nullable: true,
      description: 'Of the bytes, in hex; null while PENDING.',
    }),
    transfer: t.field({
      type: Transfer,
      nullable: true,
      description: 'For members who change things, while PENDING; else null.',
      resolve: (upload, _args, context) => transferOf(context, upload),
    }),
    downloadUrl: t.string({
      nullable: true,
      description:
        'The file as a download, good for five minutes and for the member asking; ask again for a fresh one. Null while PENDING.',
      resolve: (upload, _args, context) => downloadUrl(context, upload),
    }),
    campaign: t.field({
      type: Campaign,
      nullable: true,
      description: 'The campaign it belongs to; null for none, or one that was deleted.',
      resolve: (upload, _args, context) =>
        upload.campaign_id ? loadCampaign(context, upload.campaign_id) : null,
    }),
    version: t.exposeInt('version', {
      description: 'Rises with each change; send it back with an update.',
    }),
    createdAt: t.expose('created_at', { type: 'DateTime' }),
    updatedAt: t.expose('updated_at', { type: 'DateTime' }),
    createdBy: t.field({
      type: Member,
      nullable: true,
      resolve: (upload, _args, context) => loadMember(context, upload.created_by),
    }),
  }),
})

const changers: readonly string[] = ['OWNER', 'ADMIN', 'EDITOR']

async function transferOf(context: Context, upload: UploadRow): Promise<Ticket | null> {
  const { member, services } = context
  if (upload.status !== 'PENDING' || !changers.includes(member.role)) return null
  const now = Date.now()
  const body = { size: upload.size_bytes, type: mimeOf(upload.type) }
  const presigned = await reached(services.uploads.presign(arrivalKey(upload), body, now))
  if (presigned) return presigned
  return {
    method: 'POST',
    url: linkTo(context, upload, 'send', now),
    headers: [{ name: 'content-type', value: body.type }],
    expiresAt: new Date(now + linkLifetime),
  }
}

function downloadUrl(context: Context, upload: UploadRow): string | null {
  return upload.status === 'READY' ? linkTo(context, upload, 'fetch', Date.now()) : null
}

function linkTo(
  { member, services }: Context,
  { id }: UploadRow,
  purpose: 'send' | 'fetch',
  now: number,
): string {
  const { organizationId, memberId } = member
  const link = { purpose, uploadId: id, organizationId, memberId }
  return `${services.publicUrl}/uploads/${id}?t=${signUploadLink(services.uploadKey, link, now)}`
}

const UploadConnection = connectionOf('Upload', Upload)

builder.queryField('upload', (t) =>
  t.field({
    type: Upload,
    nullable: true,
    description: 'One file of the organization, also a pending one. NOT_FOUND.',
    authScopes: { member: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, { db }) => getUpload(db, id),
  }),
)

builder.objectField(Organization, 'uploads', (t) =>
  t.field({
    type: UploadConnection,
    description: "The organization's files that are ready, newest first.",
    args: {
      first: t.arg.int(pageArgs.first),
      after: t.arg.string(pageArgs.after),
      search: t.arg.string({ description: 'Part of a name.' }),
      type: t.arg({ type: UploadType }),
      campaignId: t.arg.id({ description: 'Those of this campaign only. INVALID.' }),
    },
    complexity: pageComplexity,
    resolve: (_organization, args, { db }) => {
      if (args.campaignId && !isId(args.campaignId)) throw invalid('campaignId', 'An id is a UUID.')
      return pageOf(
        args,
        (keyset) => listUploads(db, keyset, args),
        () => countUploads(db, args),
      )
    },
  }),
)

builder.objectField(Campaign, 'uploads', (t) =>
  t.field({
    type: UploadConnection,
    description: 'Its files that are ready, newest first.',
    args: { first: t.arg.int(pageArgs.first), after: t.arg.string(pageArgs.after) },
    complexity: pageComplexity,
    resolve: (campaign, args, { db }) => {
      const filter = { campaignId: campaign.id }
      return pageOf(
        args,
        (keyset) => listUploads(db, keyset, filter),
        () => countUploads(db, filter),
      )
    },
  }),
)
