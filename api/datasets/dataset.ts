import { type Expression, type RawBuilder, sql } from 'kysely'
import type { ExportDb } from '../../db/connections.ts'
import type { Column, Rows } from '../export-engine/rows.ts'
import type { ScanFilter } from '../scans/filter.ts'

/** What bounds the rows, beside the organization. */
export type Bounds = {
  /** Half-open; null is without an end. */
  from: Date | null
  to: Date | null
  /** When it was asked for: nothing later is in it. */
  asOf: Date
  /** What was stored by then: a scan that waited on a disk meanwhile is not in it, whenever the file is made. */
  snapshot: string
  /** Whose clock cuts days. */
  timezone: string
  filter: ScanFilter | null
  /** Where codes are scanned. */
  publicUrl: string
}

/** A column as the only list knows it: files, custom exports and the API read the same words. */
export type DatasetColumn = Column & {
  description: string
  /** Few enough values that rows can be put together by them. */
  isGroupable?: true
}
export type DatasetColumns = Readonly<Record<string, DatasetColumn>>

/** A query of rows in the dataset's own order; every row has an id, which tells two that look the same apart. */
type Selection<Name extends string> = Expression<Record<Name | 'id', unknown>> & {
  clearOrderBy(): Expression<Record<Name | 'id', unknown>>
}

/** A dataset that is a table: one row a thing. The transaction's time zone is that of the bounds. */
export type Table = {
  title: string
  columns: DatasetColumns
  select: (db: ExportDb, bounds: Bounds) => Promise<Selection<string>>
  /** What a reader must know of these rows. */
  notes?: (bounds: Bounds) => string[]
}

/** A dataset that is computed whole. */
export type Report = {
  title: string
  columns: DatasetColumns
  read: (db: ExportDb, bounds: Bounds) => Promise<Rows>
}

/** Ties the columns to the query: one that it does not select is an error of types. */
export function table<Columns extends DatasetColumns>(given: {
  title: string
  columns: Columns
  select: (db: ExportDb, bounds: Bounds) => Promise<Selection<keyof Columns & string>>
  notes?: (bounds: Bounds) => string[]
}): Table {
  return given
}

/** What happened within the bounds, by the time in that column. */
export function within(column: string, { from, to, asOf }: Bounds): RawBuilder<boolean> {
  const at = sql.ref(column)
  return sql<boolean>`${at} >= coalesce(${from}::timestamptz, '-infinity')
    and ${at} < coalesce(${to}::timestamptz, 'infinity') and ${at} <= ${asOf}::timestamptz`
}
