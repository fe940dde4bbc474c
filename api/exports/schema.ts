import type { Json } from '../../db/types.ts'
import { listCampaignsById } from '../campaigns/queries.ts'
import { signLink } from '../export-engine/links.ts'
import type { ExportProgress as Progress } from '../export-engine/progress.ts'
import {
  countExports,
  type ExportRow,
  exportStatus,
  getExport,
  listExports,
} from '../export-engine/queries.ts'
import { builder } from '../graphql/builder.ts'
import type { Context } from '../graphql/context.ts'
import { invalid } from '../graphql/errors.ts'
import { connectionOf, isId, pageArgs, pageComplexity, pageOf } from '../graphql/page.ts'
import { loadMember, Member } from '../members/schema.ts'
import { Organization } from '../organizations/schema.ts'
import { type ExportGate, listExportGates, listPlans } from '../plans/queries.ts'
import { Dataset, ExportFormat, Plan } from '../plans/schema.ts'
import { listQrCodesById } from '../qr-codes/queries.ts'
import { ExportManifest, manifestOf } from './manifest.ts'
import { isOffered } from './order.ts'

declare module '../graphql/context.ts' {
  interface Services {
    exportProgress: Progress
    /** Signs download addresses. */
    linkKey: Buffer
  }
}

const ExportStatus = builder.enumType('ExportStatus', {
  description:
    'A small export is QUEUED until it is fetched for the first time and READY once a whole file was made. A large one is QUEUED until its job begins, RUNNING, then READY or FAILED. CANCELLED by a person; EXPIRED after seven days.',
  values: ['QUEUED', 'RUNNING', 'READY', 'FAILED', 'CANCELLED', 'EXPIRED'] as const,
})

const ExportOption = builder.objectRef<ExportGate>('ExportOption').implement({
  description: 'One dataset in one format, and whether this organization may have it.',
  authScopes: { member: true },
  fields: (t) => ({
    dataset: t.expose('dataset', { type: Dataset }),
    format: t.expose('format', { type: ExportFormat }),
    allowed: t.exposeBoolean('allowed', { description: "The organization's plan includes it." }),
    offered: t.boolean({
      description: 'This version of the product can produce it.',
      resolve: (gate) => isOffered(gate.dataset, gate.format),
    }),
    requiredPlan: t.field({
      type: Plan,
      nullable: true,
      description: 'The cheapest plan that includes it; null when it is allowed.',
      resolve: async (gate, _args, { db }) => {
        if (gate.allowed || !gate.cheapest_plan_id) return null
        const plans = await listPlans(db)
        return plans.find((plan) => plan.id === gate.cheapest_plan_id) ?? null
      },
    }),
  }),
})

const ExportProgress = builder.objectRef<ExportRow>('ExportProgress').implement({
  description: 'How far the job of a large export is.',
  authScopes: { member: true },
  fields: (t) => ({
    rows: t.field({
      type: 'SafeInt',
      description: 'Read so far; begins anew with every try.',
      resolve: (row) => row.progress_rows,
    }),
    estimatedRows: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'About how many there will be; null where nobody can tell.',
      resolve: (row) => row.estimated_rows,
    }),
    share: t.float({
      nullable: true,
      description: 'Of the estimate, 0 to 1; null without one.',
      resolve: ({ progress_rows: rows, estimated_rows: estimate }) =>
        estimate ? Math.min(1, rows / estimate) : null,
    }),
  }),
})

/** One part of a filter, to be shown. */
type FilterPart = { part: string; isExcluded: boolean; values: readonly string[] }

const ExportFilterPart = builder.objectRef<FilterPart>('ExportFilterPart').implement({
  description: 'One part of what an export was filtered by.',
  authScopes: { member: true },
  fields: (t) => ({
    part: t.exposeString('part', { description: 'The field of ScanFilter, such as countryCodes.' }),
    isExcluded: t.exposeBoolean('isExcluded', { description: 'These were left out.' }),
    values: t.exposeStringList('values', { description: 'As they were given.' }),
    labels: t.stringList({
      description:
        'The same for people, in the same order: codes and campaigns by their names now.',
      complexity: 20,
      resolve: (part, _args, context) => labelsOf(context, part),
    }),
  }),
})

async function labelsOf({ db }: Context, { part, values }: FilterPart): Promise<string[]> {
  const ids = values.filter(isId)
  if (part !== 'qrCodeIds' && part !== 'campaignIds') return [...values]
  const rows =
    part === 'qrCodeIds' ? await listQrCodesById(db, ids) : await listCampaignsById(db, ids)
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  return values.map((value) => names.get(value.toLowerCase()) ?? (value || 'None'))
}

function filterParts(row: ExportRow): FilterPart[] {
  const { not, ...parts } = (row.filter ?? {}) as Record<string, Json>
  const listed = (of: Record<string, Json>, isExcluded: boolean) =>
    Object.entries(of).map(([part, values]) => ({
      ...{ part, isExcluded },
      values: (Array.isArray(values) ? values : [values]).map(String),
    }))
  return [...listed(parts, false), ...listed((not ?? {}) as Record<string, Json>, true)]
}

export const Export = builder.objectRef<ExportRow>('Export').implement({
  description:
    'A recipe for a file. The first complete download, or the job of a large one, fixes what is in it; later downloads get the same bytes.',
  authScopes: { member: true },
  fields: (t) => ({
    id: t.exposeID('id'),
    dataset: t.expose('dataset', { type: Dataset }),
    format: t.expose('format', { type: ExportFormat }),
    status: t.field({ type: ExportStatus, resolve: (row) => exportStatus(row, Date.now()) }),
    isBackground: t.exposeBoolean('is_background', {
      description:
        'Made by a job, because it is large or was asked for so; else while it is fetched for the first time.',
    }),
    progress: t.field({
      type: ExportProgress,
      nullable: true,
      description:
        'While the job of a large export waits or runs; else null. Live as exportProgress.',
      resolve: (row) => (row.is_background && isUnderWay(row) ? row : null),
    }),
    failure: t.exposeString('failure', {
      nullable: true,
      description: 'What went wrong, in a sentence, when it has FAILED.',
    }),
    filter: t.field({
      type: [ExportFilterPart],
      description: 'What it was filtered by, beside the range; empty: everything.',
      resolve: filterParts,
    }),
    fileName: t.exposeString('file_name'),
    downloadUrl: t.string({
      nullable: true,
      description:
        'Good for five minutes and for the member asking; ask again for a fresh one. Null when expired, and while there is nothing to fetch: a large export that is not READY.',
      resolve: (row, _args, context) => (isFetchable(row) ? linkTo(context, row, '') : null),
    }),
    manifest: t.field({
      type: ExportManifest,
      nullable: true,
      description: 'Null before there is a file.',
      resolve: manifestOf,
    }),
    manifestUrl: t.string({
      nullable: true,
      description:
        'The manifest as a JSON file; for as long as downloadUrl. Null before there is a file.',
      resolve: (row, _args, context) =>
        isFetchable(row) && manifestOf(row) ? linkTo(context, row, '/manifest') : null,
    }),
    rowCount: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'Rows without the heading; null before there is a file.',
      resolve: (row) => row.row_count,
    }),
    sizeBytes: t.field({ type: 'SafeInt', nullable: true, resolve: (row) => row.size_bytes }),
    sha256: t.exposeString('sha256', {
      nullable: true,
      description: 'Of the file, in hex; null before there is one.',
    }),
    timezone: t.exposeString('timezone', { description: 'Times in the file are written in it.' }),
    from: t.expose('range_from', { type: 'DateTime', nullable: true }),
    to: t.expose('range_to', { type: 'DateTime', nullable: true }),
    createdAt: t.expose('created_at', { type: 'DateTime' }),
    startedAt: t.expose('started_at', {
      type: 'DateTime',
      nullable: true,
      description: 'When the making of the file began, the last time.',
    }),
    finishedAt: t.expose('finished_at', {
      type: 'DateTime',
      nullable: true,
      description: 'When it became READY, FAILED or CANCELLED.',
    }),
    expiresAt: t.expose('expires_at', { type: 'DateTime', nullable: true }),
    requestedBy: t.field({
      type: Member,
      nullable: true,
      resolve: (row, _args, context) => loadMember(context, row.requested_by),
    }),
  }),
})

const ExportConnection = connectionOf('Export', Export)

function isUnderWay(row: ExportRow): boolean {
  return ['QUEUED', 'RUNNING'].includes(exportStatus(row, Date.now()))
}

/** A small one is made while it is fetched. */
function isFetchable(row: ExportRow): boolean {
  const status = exportStatus(row, Date.now())
  return status === 'READY' || (status === 'QUEUED' && !row.is_background)
}

function linkTo({ services, member }: Context, row: ExportRow, below: string): string {
  const { organizationId, memberId } = member
  const link = { exportId: row.id, organizationId, memberId }
  const token = signLink(services.linkKey, link, Date.now())
  return `${services.publicUrl}/exports/${row.id}${below}?t=${token}`
}

builder.queryField('export', (t) =>
  t.field({
    type: Export,
    nullable: true,
    description: 'One export of the organization. NOT_FOUND.',
    authScopes: { member: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, { db }) => getExport(db, id),
  }),
)

builder.objectFields(Organization, (t) => ({
  exportOptions: t.field({
    type: [ExportOption],
    description: 'Every dataset in every format.',
    resolve: (_organization, _args, { db }) => listExportGates(db),
  }),
  exports: t.field({
    type: ExportConnection,
    description: 'What was exported, newest first. INVALID.',
    args: {
      first: t.arg.int(pageArgs.first),
      after: t.arg.string(pageArgs.after),
      status: t.arg({ type: [ExportStatus], description: 'Only what became one of these by now.' }),
      dataset: t.arg({ type: [Dataset], description: 'Only these datasets.' }),
      requestedBy: t.arg.id({ description: 'Only what this member asked for.' }),
    },
    complexity: pageComplexity,
    resolve: (_organization, { status, dataset, requestedBy, ...page }, { db }) => {
      if (requestedBy && !isId(requestedBy)) throw invalid('requestedBy', 'An id is a UUID.')
      const wanted = { statuses: status, datasets: dataset, requestedBy }
      return pageOf(
        page,
        (keyset) => listExports(db, keyset, wanted),
        () => countExports(db, wanted),
      )
    },
  }),
}))

builder.subscriptionField('exportProgress', (t) =>
  t.field({
    type: Export,
    description:
      'The export as it is, then each change of it, at most four a second, until nothing more becomes of it by itself. NOT_FOUND.',
    authScopes: { member: true },
    args: { id: t.arg.id({ required: true }) },
    subscribe: async (_root, { id }, { db, member, services }) => {
      await getExport(db, id)
      return services.exportProgress.follow({ organizationId: member.organizationId }, id)
    },
    resolve: (row) => row,
  }),
)
