import { CustomRecipeInput } from '../custom-exports/schema.ts'
import {
  cancelExport,
  type ExportRow,
  exportStatus,
  getExport,
  reviveExport,
} from '../export-engine/queries.ts'
import { builder } from '../graphql/builder.ts'
import type { Viewer } from '../graphql/context.ts'
import { Refusal } from '../graphql/errors.ts'
import { recordAct } from '../journal/activities.ts'
import { Dataset, ExportFormat } from '../plans/schema.ts'
import { ScanFilterInput } from '../scans/schema.ts'
import {
  enqueueExport,
  filterOf,
  orderExport,
  requirePlace,
  requireStill,
  weighExport,
} from './order.ts'
import { Export } from './schema.ts'

const RequestExportInput = builder.inputType('RequestExportInput', {
  fields: (t) => ({
    dataset: t.field({ type: Dataset, required: true }),
    format: t.field({ type: ExportFormat, required: true }),
    from: t.field({ type: 'DateTime', description: 'From this moment on.' }),
    to: t.field({ type: 'DateTime', description: 'Before this moment.' }),
    days: t.int({ description: 'The last so many days instead of from and to, 1 to 3,660.' }),
    timezone: t.string({ description: "IANA name; the organization's when missing." }),
    filter: t.field({
      type: ScanFilterInput,
      description:
        'Which hits, for QR_SCANS, ANALYTICS and CUSTOM; for QR_CODES which codes, by qrCodeIds and nothing else.',
    }),
    recipe: t.field({
      type: CustomRecipeInput,
      description: 'What a CUSTOM export is made of; its range gives way to from, to and days.',
    }),
    customExportId: t.id({ description: 'A saved recipe instead.' }),
    background: t.boolean({
      description: 'Have a job make it, however few rows it has; a large one always is.',
    }),
  }),
})

type Weight = { estimatedRows: number | null; isBackground: boolean }

const ExportEstimate = builder.objectRef<Weight>('ExportEstimate').implement({
  description: 'What an export would come to.',
  authScopes: { member: true },
  fields: (t) => ({
    rows: t.field({
      type: 'SafeInt',
      nullable: true,
      description:
        'About how many, at most; null where nobody can tell without making it. Beyond 200,000 hits, parts of the filter other than the range and the codes are not counted in.',
      resolve: ({ estimatedRows }) => estimatedRows,
    }),
    isBackground: t.exposeBoolean('isBackground', {
      description: 'A job would make it; else it is made while it is fetched.',
    }),
  }),
})

builder.queryField('estimateExport', (t) =>
  t.field({
    type: ExportEstimate,
    description: 'What requestExport would come to, without doing it. PLAN_REQUIRED, INVALID.',
    authScopes: { member: true },
    complexity: 50,
    args: { input: t.arg({ type: RequestExportInput, required: true }) },
    resolve: (_root, { input }, { db, member }) => weighExport(db, member.memberId, input),
  }),
)

builder.mutationField('requestExport', (t) =>
  t.field({
    type: Export,
    description:
      'Writes the recipe. A small export is made while downloadUrl is fetched; one of more than 50,000 rows is made by a job, see exportProgress. PLAN_REQUIRED, INVALID, RATE_LIMITED.',
    authScopes: { member: true },
    args: { input: t.arg({ type: RequestExportInput, required: true }) },
    resolve: (_root, { input }, { db, member }) => orderExport(db, member, input),
  }),
)

builder.mutationField('cancelExport', (t) =>
  t.field({
    type: Export,
    description:
      'Stops an export that is QUEUED or RUNNING; its job ends within a second and leaves no file. Who asked for it may, owners and admins may. Nothing happens to one that has ended. FORBIDDEN, NOT_FOUND.',
    authScopes: { member: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, { db, member }) => {
      const row = await getExport(db, id)
      requireOwn(member, row)
      const cancelled = await cancelExport(db, row.id)
      if (!cancelled) return row
      const metadata = { dataset: row.dataset, format: row.format }
      const act = { action: 'EXPORT_CANCELLED', entityType: 'export', entityId: row.id } as const
      await recordAct(db, member, { ...act, metadata })
      return cancelled
    },
  }),
)

builder.mutationField('retryExport', (t) =>
  t.field({
    type: Export,
    description:
      'Makes an export again: one that FAILED or was CANCELLED as it was asked for then, one that has EXPIRED as a new export of what there is now. One that is ready or on its way is returned as it is. PLAN_REQUIRED, RATE_LIMITED, NOT_FOUND.',
    authScopes: { member: true },
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, { db, member }) => {
      const row = await getExport(db, id)
      const status = exportStatus(row, Date.now())
      if (status === 'EXPIRED') return orderExport(db, member, wishOf(row))
      if (status !== 'FAILED' && status !== 'CANCELLED') return row
      await requireStill(db, row)
      if (row.is_background) await requirePlace(db)
      const revived = await reviveExport(db, row.id)
      // Somebody else was first.
      if (!revived) return getExport(db, row.id)
      const metadata = { dataset: row.dataset, format: row.format }
      const act = { action: 'EXPORT_RETRIED', entityType: 'export', entityId: row.id } as const
      await recordAct(db, member, { ...act, metadata })
      if (row.is_background) await enqueueExport(db, row.id)
      return revived
    },
  }),
)

function requireOwn(member: Viewer, row: ExportRow): void {
  if (row.requested_by === member.memberId || ['OWNER', 'ADMIN'].includes(member.role)) return
  const message = 'Who asked for this export can cancel it, and owners and admins.'
  throw new Refusal('FORBIDDEN', message)
}

/** The same wish once more. */
function wishOf(row: ExportRow) {
  return {
    dataset: row.dataset,
    format: row.format,
    from: row.range_from,
    to: row.range_to,
    timezone: row.timezone,
    filter: filterOf(row),
    background: row.is_background,
    recipe: row.recipe,
  }
}
