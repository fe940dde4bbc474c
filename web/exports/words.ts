import type { Dataset, ExportFormat, ExportStatus } from '../gql/graphql.ts'
import type { Tone } from '../ui/StatusDot.tsx'

type DatasetWords = {
  dataset: Dataset
  name: string
  text: string
  /** Made of things that happened, so a range makes sense. */
  hasRange: boolean
}

/** What can be taken along, in plain words. */
export const datasets: DatasetWords[] = [
  {
    dataset: 'QR_CODES',
    name: 'QR codes',
    text: 'Every code: name, address, target, status, scans.',
    hasRange: false,
  },
  {
    dataset: 'QR_SCANS',
    name: 'Scans',
    text: 'Every scan: when, which code, where, with what.',
    hasRange: true,
  },
  {
    dataset: 'ANALYTICS',
    name: 'Analytics',
    text: 'Scans and people by day, place and device.',
    hasRange: true,
  },
  {
    dataset: 'ACTIVITY',
    name: 'Activity',
    text: 'Who did what in your organization, and when.',
    hasRange: true,
  },
  {
    dataset: 'CAMPAIGNS',
    name: 'Campaigns',
    text: 'Every campaign with its dates, codes and scans.',
    hasRange: false,
  },
  {
    dataset: 'TEAM',
    name: 'Team',
    text: 'Members, their roles, and when they were last here.',
    hasRange: false,
  },
  {
    dataset: 'CUSTOM',
    name: 'Custom report',
    text: 'Codes, scans and activity in one report you put together.',
    hasRange: true,
  },
]

export const formatWords: Record<ExportFormat, string> = {
  CSV: 'CSV',
  EXCEL: 'Excel',
  PDF: 'PDF',
  JSON: 'JSON',
}

export const formats: ExportFormat[] = ['CSV', 'EXCEL', 'PDF']

export function nameOf(dataset: Dataset): string {
  return datasets.find((each) => each.dataset === dataset)?.name ?? dataset
}

export const exportStatusWords: Record<ExportStatus, { label: string; tone: Tone }> = {
  QUEUED: { label: 'Queued', tone: 'quiet' },
  RUNNING: { label: 'Running', tone: 'accent' },
  READY: { label: 'Ready', tone: 'up' },
  FAILED: { label: 'Failed', tone: 'down' },
  CANCELLED: { label: 'Cancelled', tone: 'quiet' },
  EXPIRED: { label: 'Expired', tone: 'quiet' },
}
