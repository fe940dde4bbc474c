import type { QrCodeStatus } from '../gql/graphql.ts'
import type { Tone } from '../ui/StatusDot.tsx'

export const statusWords: Record<QrCodeStatus, { label: string; tone: Tone }> = {
  ACTIVE: { label: 'Active', tone: 'up' },
  PAUSED: { label: 'Paused', tone: 'warn' },
  EXPIRED: { label: 'Expired', tone: 'quiet' },
  TAKEN_DOWN: { label: 'Taken down', tone: 'down' },
  DELETED: { label: 'Deleted', tone: 'quiet' },
}

export const readOnlySentence = 'Viewers cannot change codes. An owner can make you an editor.'

/** Where a code leads, as short as it can be recognised. */
export function hostOf(url: string): string {
  try {
    return new URL(url).host
  } catch {
    return url
  }
}
