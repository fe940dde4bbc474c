import type { SheetColumn } from './spreadsheet.ts'

export type Cell = string | number | Date | null

/** One part of a report, small enough to be held: a series of days, the first countries. */
export type Part = {
  /** At most 31 characters and none of []:*?/\\, so that a sheet can bear it. */
  title: string
  columns: readonly SheetColumn[]
  rows: readonly (readonly Cell[])[]
  /** The first column along the axis, the first of numbers as height; HEAT has a row a weekday and a column an hour. */
  chart: 'LINE' | 'BARS' | 'HEAT' | null
  /** A sentence under the title. */
  note?: string | undefined
}

/** What a document for people says beside the rows. */
export type Report = {
  title: string
  /** Whose it is. */
  organization: string
  /** Range, time zone, number of rows. */
  facts: readonly (readonly [label: string, value: string])[]
  /** Sentences that a reader must know. */
  notes: readonly string[]
  parts: readonly Part[]
  /** The columns of the rows that are to come; null when the parts say it all. */
  columns: readonly SheetColumn[] | null
  /** Moments are written in it. */
  timezone: string
  /** Stands as the time of everything inside, so that the same rows give the same bytes. */
  at: Date
}

/** Which column a chart shows: the first of numbers. */
export function valueColumn({ columns }: Part): number {
  return columns.findIndex(({ type }, n) => n > 0 && type === 'number')
}
