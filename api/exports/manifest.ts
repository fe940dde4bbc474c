import type { Json } from '../../db/types.ts'
import type { ExportRow } from '../export-engine/queries.ts'
import { builder } from '../graphql/builder.ts'
import { Dataset, ExportFormat } from '../plans/schema.ts'

/** What is in a finished file and how it came to be. Names are those of the JSON file, too. */
export type Manifest = {
  exportId: string
  fileName: string
  dataset: ExportRow['dataset']
  format: ExportRow['format']
  from: Date | null
  to: Date | null
  filter: Json | null
  recipe: Json | null
  timezone: string
  asOf: Date
  classificationVersion: number | null
  columns: string[]
  rowCount: number
  sizeBytes: number
  sha256: string
  durationMs: number | null
  requestedAt: Date
  finishedAt: Date | null
}

/** Null before there is a file. */
export function manifestOf(row: ExportRow): Manifest | null {
  if (row.status !== 'READY' || row.sha256 === null) return null
  const { started_at: startedAt, finished_at: finishedAt } = row
  return {
    exportId: row.id,
    fileName: row.file_name,
    dataset: row.dataset,
    format: row.format,
    from: row.range_from,
    to: row.range_to,
    filter: row.filter,
    recipe: row.recipe,
    timezone: row.timezone,
    asOf: row.as_of,
    classificationVersion: row.classification_version,
    columns: row.columns ?? [],
    rowCount: row.row_count ?? 0,
    sizeBytes: row.size_bytes ?? 0,
    sha256: row.sha256,
    durationMs: startedAt && finishedAt ? finishedAt.getTime() - startedAt.getTime() : null,
    requestedAt: row.created_at,
    finishedAt,
  }
}

export const ExportManifest = builder.objectRef<Manifest>('ExportManifest').implement({
  description:
    'What is in a finished file and how it came to be; the same as JSON at manifestUrl. With it anybody can check the file: its digest, its rows, what was left out.',
  authScopes: { member: true },
  fields: (t) => ({
    fileName: t.exposeString('fileName'),
    dataset: t.expose('dataset', { type: Dataset }),
    format: t.expose('format', { type: ExportFormat }),
    from: t.expose('from', { type: 'DateTime', nullable: true }),
    to: t.expose('to', { type: 'DateTime', nullable: true }),
    filter: t.expose('filter', {
      type: 'JSON',
      nullable: true,
      description: 'The ScanFilter as it was asked for; null: everything.',
    }),
    recipe: t.expose('recipe', {
      type: 'JSON',
      nullable: true,
      description: 'What a custom export was made of; null for the others.',
    }),
    timezone: t.exposeString('timezone'),
    asOf: t.expose('asOf', {
      type: 'DateTime',
      description:
        'What was stored later is no row of the file. Names, and numbers of scans beside codes and campaigns, are those of finishedAt.',
    }),
    classificationVersion: t.exposeInt('classificationVersion', {
      nullable: true,
      description: 'The rules that told people from programs when the file was made.',
    }),
    columns: t.exposeStringList('columns', {
      description: 'Their names, in the order of the file.',
    }),
    rowCount: t.expose('rowCount', { type: 'SafeInt', description: 'Without the heading.' }),
    sizeBytes: t.expose('sizeBytes', { type: 'SafeInt' }),
    sha256: t.exposeString('sha256', { description: 'Of the file, in hex.' }),
    durationMs: t.exposeInt('durationMs', {
      nullable: true,
      description: 'How long it took to make, in milliseconds.',
    }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
  }),
})
