import { z } from 'zod'
import type { ExportDb } from '../../db/connections.ts'
import { checkRecipe } from '../custom-exports/recipe.ts'
import { customRows } from '../custom-exports/rows.ts'
import { datasetRows } from '../datasets/datasets.ts'
import { formats } from '../export-engine/formats.ts'
import { type Kitchen, produce, type Source } from '../export-engine/produce.ts'
import { reportProgress } from '../export-engine/progress.ts'
import {
  beginExport,
  type ExportRow,
  failExport,
  handBackExport,
  progressExport,
} from '../export-engine/queries.ts'
import { Refusal } from '../graphql/errors.ts'
import { type Job, type JobTenant, type Tasks, tenantTask } from '../jobs/tasks.ts'
import { StorageAway } from '../storage/storage.ts'
import { filterOf, isOffered, requireStill } from './order.ts'

/** What exports are made with, and where their codes lead. */
export type ExportRoad = Kitchen & { publicUrl: string }

/** The rows of an export and the format that they are written in; INVALID when this version cannot make it. */
export function sourceOf(road: ExportRoad, row: ExportRow): Source {
  const format = formats[row.format]
  if (!format || !isOffered(row.dataset, row.format))
    throw new Refusal('INVALID', 'This export is not available yet.')
  const bounds = {
    from: row.range_from,
    to: row.range_to,
    asOf: row.as_of,
    snapshot: row.snapshot,
    timezone: row.timezone,
    filter: filterOf(row),
    publicUrl: road.publicUrl,
  }
  const recipe = row.recipe ? checkRecipe(row.recipe) : null
  const select = (db: ExportDb) =>
    recipe ? customRows(db, recipe, bounds) : datasetRows(db, row.dataset, bounds)
  return { format, select }
}

/** After so many tries an export has failed. */
const mostAttempts = 3

type MakeRoad = ExportRoad & {
  /** Told of what went wrong with an export that is not tried again. */
  onGivenUp(exportId: string, error: unknown): void
}

/** Making large exports: one after the other for each organization, each once, whoever was killed meanwhile. */
export function exportTasks(road: MakeRoad): Tasks {
  return {
    make_export: tenantTask(z.object({ exportId: z.string() }), (tenant, { exportId }, job) =>
      makeExport(road, tenant, exportId, job),
    ),
  }
}

async function makeExport(
  road: MakeRoad,
  tenant: JobTenant,
  exportId: string,
  job: Job,
): Promise<void> {
  const row = await tenant.enter((db) => beginExport(db, exportId))
  // Cancelled, or made already: whoever made it was killed before it could say so.
  if (!row) return
  if (row.attempts > mostAttempts) {
    return giveUp(road, tenant, row, new Error('whoever made it was stopped each time'))
  }
  let rowsSoFar = 0
  const unwanted = new AbortController()
  const done = reportProgress(tenant, row, () => rowsSoFar, unwanted)
  try {
    await tenant.enter((db) => requireStill(db, row))
    await produce(road, tenant, row, sourceOf(road, row), {
      signal: AbortSignal.any([unwanted.signal, job.signal]),
      onRows: (count) => {
        rowsSoFar = count
      },
    })
  } catch (error) {
    // Somebody cancelled it, or another worker makes it now.
    if (!(await tenant.enter((db) => progressExport(db, row, rowsSoFar)))) return
    const isStopping = job.signal.aborted
    if (!isStopping && (row.attempts >= mostAttempts || error instanceof Refusal)) {
      return giveUp(road, tenant, row, error)
    }
    // A try that the end of this process cut short does not count.
    await tenant.enter((db) => handBackExport(db, row, isStopping))
    throw error
  } finally {
    done()
  }
}

async function giveUp(
  road: MakeRoad,
  tenant: JobTenant,
  row: ExportRow,
  error: unknown,
): Promise<void> {
  await tenant.enter(async (db) => {
    const failed = await failExport(db, row, sentenceOf(error))
    if (failed) for (const tell of road.onExportEnded) await tell(db, failed)
  })
  if (!(error instanceof Refusal)) road.onGivenUp(row.id, error)
}

/** query_canceled and transaction_timeout: what PostgreSQL says when a statement or a snapshot became too old. */
const tooLong: readonly unknown[] = ['57014', '25P04']

/** What went wrong, for the person who waits for the file. */
function sentenceOf(error: unknown): string {
  if (error instanceof Refusal) return error.message
  if (error instanceof StorageAway) return 'The finished file could not be stored. Run it again.'
  if (tooLong.includes((error as { code?: unknown }).code)) {
    return 'It took longer than 15 minutes. Choose a shorter range or fewer codes.'
  }
  return 'The file could not be made. Run it again; if it fails again, write to us.'
}
