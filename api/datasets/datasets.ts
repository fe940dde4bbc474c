import type { ExportDb } from '../../db/connections.ts'
import type { Dataset } from '../../db/types.ts'
import type { Rows } from '../export-engine/rows.ts'
import { analytics } from './analytics.ts'
import { campaigns, qrCodes } from './codes.ts'
import type { Bounds, DatasetColumns, Report, Table } from './dataset.ts'
import { qrScans } from './scans.ts'
import { activity, team } from './team.ts'

/** The only list of what can be exported, CUSTOM aside, which is made of these. */
const datasets: Readonly<Partial<Record<Dataset, Table | Report>>> = {
  ACTIVITY: activity,
  ANALYTICS: analytics,
  CAMPAIGNS: campaigns,
  QR_CODES: qrCodes,
  QR_SCANS: qrScans,
  TEAM: team,
}

/** Whether it is known what the dataset's own file has. */
export function hasDataset(dataset: Dataset): boolean {
  return datasets[dataset] !== undefined
}

/** The rows of a dataset's own file; the transaction's time zone is that of the bounds. */
export async function datasetRows(db: ExportDb, dataset: Dataset, bounds: Bounds): Promise<Rows> {
  const known = datasets[dataset]
  if (!known) throw new Error(`${dataset} has no rows of its own`)
  if ('read' in known) return known.read(db, bounds)
  const { title, columns, select, notes } = known
  return { title, columns, query: await select(db, bounds), notes: notes?.(bounds) ?? [] }
}

/** What a dataset's columns are called and mean; none for CUSTOM, which has those that were chosen. */
export function datasetColumns(dataset: Dataset): DatasetColumns {
  return datasets[dataset]?.columns ?? {}
}
