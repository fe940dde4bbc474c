import { type RawBuilder, sql } from 'kysely'
import type { ExportDb } from '../../db/connections.ts'
import type { Dataset } from '../../db/types.ts'
import type { Rows } from '../export-engine/rows.ts'
import { invalid } from '../graphql/errors.ts'
import type { ScanFilter } from '../scans/filter.ts'
import { analytics } from './analytics.ts'
import { campaigns, qrCodes } from './codes.ts'
import type { Bounds, DatasetColumn, Report, Table } from './dataset.ts'
import { qrScans } from './scans.ts'
import { activity, team } from './team.ts'

const tables: Readonly<Record<TableName, Table>> = {
  ACTIVITY: activity,
  CAMPAIGNS: campaigns,
  QR_CODES: qrCodes,
  QR_SCANS: qrScans,
  TEAM: team,
}

/** The only list of what can be exported, CUSTOM aside, which is made of these. */
const datasets: Readonly<Partial<Record<Dataset, Table | Report>>> = {
  ...tables,
  ANALYTICS: analytics,
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

/** The datasets that are made of rows. */
export const tableNames = ['ACTIVITY', 'CAMPAIGNS', 'QR_CODES', 'QR_SCANS', 'TEAM'] as const
export type TableName = (typeof tableNames)[number]

export function tableOf(name: TableName): Table {
  return tables[name]
}

/** A column that can be chosen, and what it is of a row. */
export type Choosable = DatasetColumn & { value: RawBuilder<unknown>; isInFile: boolean }

/** What a dataset's columns are called and mean: those of its file in their order, then the steps of its times. */
export function choosableColumns(dataset: Dataset): ReadonlyMap<string, Choosable> {
  const own = Object.entries(datasets[dataset]?.columns ?? {})
  const inFile = own.map(([name, column]): [string, Choosable] => [
    name,
    { ...column, value: sql.id(name), isInFile: true },
  ])
  const times = own.filter(([, { type }]) => type === 'time')
  return new Map([...inFile, ...times.flatMap(([name, column]) => stepsOf(name, column))])
}

/** The day, week and month of a time, on the clock of the transaction's zone: a day of 25 hours is one day. */
function stepsOf(name: string, { label }: DatasetColumn): [string, Choosable][] {
  const at = sql.id(name)
  const step = (unit: string, description: string, value: RawBuilder<unknown>) => {
    const column = { type: 'word', isGroupable: true, isInFile: false } as const
    const named = { ...column, label: `${label}, ${unit}`, description, value }
    return [`${name}_${unit}`, named] as [string, Choosable]
  }
  return [
    step('day', 'The local day, as 2026-11-21.', sql`to_char(${at}, 'YYYY-MM-DD')`),
    step(
      'week',
      'The Monday of the local week, as 2026-11-16.',
      sql`to_char(date_trunc('week', ${at}), 'YYYY-MM-DD')`,
    ),
    step('month', 'The local month, as 2026-11.', sql`to_char(${at}, 'YYYY-MM')`),
  ]
}

/** INVALID for a part of a filter that cannot tell these rows apart: hits are told by everything, codes by which they are. */
export function checkFits(dataset: Dataset, filter: ScanFilter, path: string): void {
  if (dataset === 'QR_SCANS' || dataset === 'ANALYTICS') return
  const asked = Object.entries(filter).filter(([, part]) => part !== null && part !== undefined)
  const other = asked.find(([part]) => dataset !== 'QR_CODES' || part !== 'qrCodeIds')
  if (other) throw invalid(`${path}.${other[0]}`, 'This export cannot be filtered by it.')
}
