import DataLoader from 'dataloader'
import { builder } from '../graphql/builder.ts'
import { type Context, rowsById } from '../graphql/context.ts'
import { invalid } from '../graphql/errors.ts'
import { connectionOf, isId, pageArgs, pageComplexity, pageOf } from '../graphql/page.ts'
import { loadMember, Member } from '../members/schema.ts'
import { Organization } from '../organizations/schema.ts'
import { countQrCodes, getQrCode, listQrCodes, listQrCodesById, type QrCodeRow } from './queries.ts'

declare module '../graphql/context.ts' {
  interface Services {
    /** Where this server is reached, without a trailing slash. */
    publicUrl: string
    /** Where files are shown, without a trailing slash: PUBLIC_URL, or an origin of their own. */
    filesUrl: string
    /** A code changed in this process: its next scan asks the database. */
    forgetSlug(slug: string): void
  }
}

export const QrCodeStatus = builder.enumType('QrCodeStatus', {
  description:
    'ACTIVE redirects; PAUSED, EXPIRED, TAKEN_DOWN (by OI, for abuse) and DELETED answer 410 with a page.',
  values: ['ACTIVE', 'PAUSED', 'EXPIRED', 'TAKEN_DOWN', 'DELETED'] as const,
})

export const QrCode = builder.objectRef<QrCodeRow>('QrCode').implement({
  description: 'A printed code: its slug never changes, its target may.',
  authScopes: { member: true },
  fields: (t) => ({
    id: t.exposeID('id'),
    name: t.exposeString('name'),
    slug: t.exposeString('slug', { description: 'Public and permanent.' }),
    scanUrl: t.string({
      description: 'What the printed code holds.',
      resolve: (code, _args, { services }) => `${services.publicUrl}/s/${code.slug}`,
    }),
    shareUrl: t.string({
      description: 'The same destination for a message or a post; its scans have source LINK.',
      resolve: (code, _args, { services }) => `${services.publicUrl}/s/${code.slug}?l`,
    }),
    svgUrl: t.string({
      resolve: (code, _args, { services }) => `${services.publicUrl}/q/${code.slug}.svg`,
    }),
    pngUrl: t.string({
      resolve: (code, _args, { services }) => `${services.publicUrl}/q/${code.slug}.png`,
    }),
    targetUrl: t.string({
      description: 'Where it leads today: a link, or the address of the file it shows.',
      resolve: (code, _args, { services }) =>
        code.target_url ?? `${services.filesUrl}/f/${code.slug}`,
    }),
    location: t.exposeString('location', { nullable: true, description: 'Where it hangs.' }),
    status: t.expose('status', { type: QrCodeStatus }),
    expiresAt: t.expose('expires_at', { type: 'DateTime', nullable: true }),
    version: t.exposeInt('version', {
      description: 'Rises with each change; send it back with an update.',
    }),
    createdAt: t.expose('created_at', { type: 'DateTime' }),
    updatedAt: t.expose('updated_at', { type: 'DateTime' }),
    createdBy: t.field({
      type: Member,
      nullable: true,
      resolve: (code, _args, context) => loadMember(context, code.created_by),
    }),
  }),
})

export const QrCodeConnection = connectionOf('QrCode', QrCode)

/** The code with that id, deleted ones included, fetched together with the others this operation asks for. */
export function loadQrCode(context: Context, id: string): Promise<QrCodeRow> {
  const loader = context.loader(
    loadQrCode,
    () =>
      new DataLoader<string, QrCodeRow>(async (ids) => {
        const rows = await listQrCodesById(context.db, ids)
        return rowsById(ids, rows).map((row, place) => row ?? new Error(`no QR code ${ids[place]}`))
      }),
  )
  return loader.load(id)
}

builder.queryField('qrCode', (t) =>
  t.field({
    type: QrCode,
    nullable: true,
    description: 'One code of the organization. NOT_FOUND, also for a deleted one.',
    authScopes: { member: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, { db }) => getQrCode(db, id),
  }),
)

builder.objectField(Organization, 'qrCodes', (t) =>
  t.field({
    type: QrCodeConnection,
    description:
      "The organization's codes, newest first; without a status all but the deleted ones.",
    args: {
      first: t.arg.int(pageArgs.first),
      after: t.arg.string(pageArgs.after),
      search: t.arg.string({ description: 'Part of a name, location, slug or target.' }),
      status: t.arg({ type: QrCodeStatus }),
      campaignId: t.arg.id({ description: 'Only the codes of this campaign.' }),
    },
    complexity: pageComplexity,
    resolve: (_organization, args, { db }) => {
      if (args.campaignId && !isId(args.campaignId)) throw invalid('campaignId', 'An id is a UUID.')
      return pageOf(
        args,
        (keyset) => listQrCodes(db, keyset, args),
        () => countQrCodes(db, args),
      )
    },
  }),
)
