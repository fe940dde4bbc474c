import type { Dataset, ExportFormat, ExportRowFragment, ExportStatus } from '../gql/graphql.ts'
import { formatRange } from '../ui/figures.ts'
import { formatCount, formatMoment, formatWhole } from '../ui/format.ts'
import type { Tone } from '../ui/StatusDot.tsx'

type DatasetWords = {
  dataset: Dataset
  name: string
  text: string
  /** Made of things that happened, so a range makes sense. */
  hasRange: boolean
  /** Made of scans, so they can be filtered. */
  hasFilter: boolean
}

/** What can be taken along, in plain words. */
export const datasets: DatasetWords[] = [
  {
    dataset: 'QR_CODES',
    name: 'QR codes',
    text: 'Every code: name, address, target, status, scans.',
    hasRange: false,
    hasFilter: false,
  },
  {
    dataset: 'QR_SCANS',
    name: 'Scans',
    text: 'Every scan: when, which code, where, with what.',
    hasRange: true,
    hasFilter: true,
  },
  {
    dataset: 'ANALYTICS',
    name: 'Analytics',
    text: 'Scans and people by day, place and device.',
    hasRange: true,
    hasFilter: true,
  },
  {
    dataset: 'ACTIVITY',
    name: 'Activity',
    text: 'Who did what in your organization, and when.',
    hasRange: true,
    hasFilter: false,
  },
  {
    dataset: 'CAMPAIGNS',
    name: 'Campaigns',
    text: 'Every campaign with its dates, codes and scans.',
    hasRange: false,
    hasFilter: false,
  },
  {
    dataset: 'TEAM',
    name: 'Team',
    text: 'Members, their roles, and when they were last here.',
    hasRange: false,
    hasFilter: false,
  },
  {
    dataset: 'CUSTOM',
    name: 'Custom report',
    text: 'Your own columns, filters and groups, put together under Custom.',
    hasRange: true,
    hasFilter: true,
  },
]

export const formatWords: Record<ExportFormat, string> = {
  CSV: 'CSV',
  EXCEL: 'Excel',
  PDF: 'PDF',
  JSON: 'JSON',
}

export const formats = Object.keys(formatWords) as ExportFormat[]

export function nameOf(dataset: Dataset): string {
  return wordsOf(dataset)?.name ?? dataset
}

export function wordsOf(dataset: Dataset): DatasetWords | undefined {
  return datasets.find((each) => each.dataset === dataset)
}

export const exportStatusWords: Record<ExportStatus, { label: string; tone: Tone }> = {
  QUEUED: { label: 'Queued', tone: 'quiet' },
  RUNNING: { label: 'Running', tone: 'accent' },
  READY: { label: 'Ready', tone: 'up' },
  FAILED: { label: 'Failed', tone: 'down' },
  CANCELLED: { label: 'Cancelled', tone: 'quiet' },
  EXPIRED: { label: 'Expired', tone: 'quiet' },
}

export const exportStatuses = Object.keys(exportStatusWords) as ExportStatus[]

/** Something becomes of it by itself. */
export function isUnderWay({ status, isBackground }: ExportRowFragment): boolean {
  return status === 'RUNNING' || (status === 'QUEUED' && isBackground)
}

/** A small one is made while it is fetched. */
export function isFetchable({ status, isBackground }: ExportRowFragment): boolean {
  return status === 'READY' || (status === 'QUEUED' && !isBackground)
}

/** "Phones by city, CSV": a saved report has a name of its own. */
export function titleOf({ dataset, format, customExport }: ExportRowFragment): string {
  return `${customExport?.name ?? nameOf(dataset)}, ${formatWords[format]}`
}

/** "Ready to 28 Nov", "43% of 1.2M", "Not fetched yet". */
export function stateOfExport(row: ExportRowFragment, zone: string): { label: string; tone: Tone } {
  const { label, tone } = exportStatusWords[row.status]
  if (row.status === 'READY' && row.expiresAt) {
    return { label: `Ready to ${formatMoment(row.expiresAt, zone).split(',')[0]}`, tone }
  }
  if (row.status === 'RUNNING') return { label: progressOf(row) ?? label, tone }
  if (row.status === 'QUEUED' && !row.isBackground) return { label: 'Not fetched yet', tone }
  return { label, tone }
}

function progressOf({ progress }: ExportRowFragment): string | null {
  if (!progress) return null
  const { rows, estimatedRows, share } = progress
  if (share === null || estimatedRows === null) {
    return rows > 0 ? `${formatCount(rows)} rows so far` : null
  }
  return `${Math.floor(share * 100)}% of ${formatCount(estimatedRows)}`
}

export function countRows(count: number): string {
  return count === 1 ? '1 row' : `${formatWhole(count)} rows`
}

/** The days a file is of, or that it holds everything. */
export function rangeOfExport(row: ExportRowFragment): string {
  const { from, to, createdAt, timezone } = row
  if (!wordsOf(row.dataset)?.hasRange) return 'As it was then'
  if (!from && !to) return 'Everything'
  if (!from) return `Until ${formatRange(to ?? createdAt, to ?? createdAt, timezone)}`
  return formatRange(from, to ?? createdAt, timezone)
}
