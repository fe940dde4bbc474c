import type { Resource } from '../gql/graphql.ts'
import { formatBytes, formatWhole } from '../ui/format.ts'

/** What a plan limits, in the order people look for it. */
export const resources: Resource[] = ['QR_CODES', 'SEATS', 'CAMPAIGNS', 'UPLOADS', 'STORAGE_BYTES']

export const resourceWords: Record<Resource, string> = {
  QR_CODES: 'QR codes',
  SEATS: 'Seats',
  STORAGE_BYTES: 'Storage',
  CAMPAIGNS: 'Campaigns',
  UPLOADS: 'Files',
}

export function formatAmount(resource: Resource, value: number): string {
  return resource === 'STORAGE_BYTES' ? formatBytes(value) : formatWhole(value)
}
