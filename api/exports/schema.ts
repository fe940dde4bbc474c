import { z } from 'zod'
import type { ExportFiles } from '../export-engine/files.ts'
import { formats } from '../export-engine/formats.ts'
import { signLink } from '../export-engine/links.ts'
import {
  countExports,
  type ExportRow,
  exportStatus,
  getExport,
  insertExport,
  listExports,
} from '../export-engine/queries.ts'
import { builder } from '../graphql/builder.ts'
import type { Context } from '../graphql/context.ts'
import { invalid, valid } from '../graphql/errors.ts'
import { connectionOf, pageArgs, pageComplexity, pageOf } from '../graphql/page.ts'
import { recordAct } from '../journal/activities.ts'
import { loadMember, Member } from '../members/schema.ts'
import { getOrganization } from '../organizations/queries.ts'
import { Organization } from '../organizations/schema.ts'
import { isTimezone, timezoneProblem } from '../organizations/timezone.ts'
import { requireExport } from '../plans/gate.ts'
import { type ExportGate, listExportGates, listPlans } from '../plans/queries.ts'
import { Dataset, ExportFormat, Plan } from '../plans/schema.ts'
import { isOffered } from './datasets.ts'

declare module '../graphql/context.ts' {
  interface Services {
    exportFiles: ExportFiles
    /** Signs download addresses. */
    linkKey: Buffer
  }
}

const ExportStatus = builder.enumType('ExportStatus', {
  description:
    'QUEUED until it is fetched for the first time, READY once a whole file was made, EXPIRED after seven days.',
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

const Export = builder.objectRef<ExportRow>('Export').implement({
  description:
    'A recipe for a file. The first complete download fixes what is in it; later ones get the same bytes.',
  authScopes: { member: true },
  fields: (t) => ({
    id: t.exposeID('id'),
    dataset: t.expose('dataset', { type: Dataset }),
    format: t.expose('format', { type: ExportFormat }),
    status: t.field({ type: ExportStatus, resolve: (row) => exportStatus(row, Date.now()) }),
    fileName: t.exposeString('file_name'),
    downloadUrl: t.string({
      nullable: true,
      description:
        'Good for five minutes and for the member asking; ask again for a fresh one. Null when expired.',
      resolve: (row, _args, context) => downloadUrl(context, row),
    }),
    rowCount: t.field({
      type: 'SafeInt',
      nullable: true,
      description: 'Rows without the heading; null before the first download.',
      resolve: (row) => row.row_count,
    }),
    sizeBytes: t.field({ type: 'SafeInt', nullable: true, resolve: (row) => row.size_bytes }),
    sha256: t.exposeString('sha256', {
      nullable: true,
      description: 'Of the file, in hex; null before the first download.',
    }),
    timezone: t.exposeString('timezone', { description: 'Times in the file are written in it.' }),
    from: t.expose('range_from', { type: 'DateTime', nullable: true }),
    to: t.expose('range_to', { type: 'DateTime', nullable: true }),
    createdAt: t.expose('created_at', { type: 'DateTime' }),
    expiresAt: t.expose('expires_at', { type: 'DateTime', nullable: true }),
    requestedBy: t.field({
      type: Member,
      nullable: true,
      resolve: (row, _args, context) => loadMember(context, row.requested_by),
    }),
  }),
})

const ExportConnection = connectionOf('Export', Export)

function downloadUrl(context: Context, row: ExportRow): string | null {
  const now = Date.now()
  if (exportStatus(row, now) === 'EXPIRED') return null
  const { organizationId, memberId } = context.member
  const token = signLink(
    context.services.linkKey,
    { exportId: row.id, organizationId, memberId },
    now,
  )
  return `${context.services.publicUrl}/exports/${row.id}?t=${token}`
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
    description: 'What was exported, newest first.',
    args: { first: t.arg.int(pageArgs.first), after: t.arg.string(pageArgs.after) },
    complexity: pageComplexity,
    resolve: (_organization, args, { db }) =>
      pageOf(
        args,
        (keyset) => listExports(db, keyset),
        () => countExports(db),
      ),
  }),
}))

const RequestExportInput = builder.inputType('RequestExportInput', {
  fields: (t) => ({
    dataset: t.field({ type: Dataset, required: true }),
    format: t.field({ type: ExportFormat, required: true }),
    from: t.field({ type: 'DateTime', description: 'From this moment on.' }),
    to: t.field({ type: 'DateTime', description: 'Before this moment.' }),
    days: t.int({ description: 'The last so many days instead of from and to, 1 to 3,660.' }),
    timezone: t.string({ description: "IANA name; the organization's when missing." }),
  }),
})

const requestShape = z
  .object({
    from: z.date().nullish(),
    to: z.date().nullish(),
    days: z
      .number()
      .int()
      .min(1, 'Choose 1 to 3,660 days.')
      .max(3_660, 'Choose 1 to 3,660 days.')
      .nullish(),
    timezone: z.string().refine(isTimezone, timezoneProblem).nullish(),
  })
  .refine(({ from, to }) => !from || !to || from < to, {
    path: ['to'],
    message: 'The end comes after the start.',
  })
  .refine(({ from, to, days }) => !days || (!from && !to), {
    path: ['days'],
    message: 'Give either days or a range.',
  })

builder.mutationField('requestExport', (t) =>
  t.field({
    type: Export,
    description: 'Writes the recipe; fetch downloadUrl for the file. PLAN_REQUIRED, INVALID.',
    authScopes: { member: true },
    args: { input: t.arg({ type: RequestExportInput, required: true }) },
    resolve: async (_root, { input }, { db, member }) => {
      const wish = valid(requestShape, input)
      await requireExport(db, input.dataset, input.format)
      if (!isOffered(input.dataset, input.format))
        throw invalid('dataset', 'This export is not available yet.')
      const now = new Date()
      const organization = await getOrganization(db)
      const timezone = wish.timezone ?? organization.timezone
      const id = await insertExport(db, member, {
        dataset: input.dataset,
        format: input.format,
        from: wish.days ? new Date(now.getTime() - wish.days * 86_400_000) : (wish.from ?? null),
        to: wish.to ?? null,
        asOf: now,
        timezone,
        fileName: fileNameOf(input.dataset, formats[input.format]?.ending ?? '', now, timezone),
      })
      const metadata = { dataset: input.dataset, format: input.format }
      await recordAct(db, member, {
        action: 'EXPORT_REQUESTED',
        entityType: 'export',
        entityId: id,
        metadata,
      })
      return getExport(db, id)
    },
  }),
)

/** As documented: activity_export_2026-11-21.csv. */
function fileNameOf(dataset: string, ending: string, now: Date, timezone: string): string {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: timezone }).format(now)
  return `${dataset.toLowerCase()}_export_${day}.${ending}`
}
