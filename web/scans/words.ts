import type { Classification, ScanRowFragment } from '../gql/graphql.ts'
import type { TickerItem } from '../ui/LiveTicker.tsx'

const everything: Classification[] = [
  'HUMAN',
  'BOT',
  'PREFETCH',
  'HEAD',
  'PREVIEW',
  'DUPLICATE',
  'EXCLUDED',
  'INVALID',
]

/** Everything that is kept and is no scan. */

export const classWords: Record<Classification, string> = {
  HUMAN: 'Person',
  BOT: 'Bot',
  PREFETCH: 'Prefetch',
  HEAD: 'Link check',
  PREVIEW: 'Link preview',
  DUPLICATE: 'Repeat',
  EXCLUDED: 'Excluded',
  INVALID: 'Invalid',
}

const reasonWords: Record<string, string> = {
  head: 'It asked for the headers only, as link checkers do.',
  prefetch: 'A browser loaded it ahead, before anyone chose to open it.',
  duplicate: 'The same visitor scanned the same code moments before.',
  'bot:no_ua': 'It did not say what browser it is.',
  'bot:ua': 'Its name is one of a known robot.',
  'bot:referrer': 'It came from a scanner of mails or links.',
  'bot:rate': 'Faster than a person scans.',
  'excluded:no_track': 'Opened with “not counted”.',
  'excluded:address': 'From an address that is not counted.',
  'invalid:method': 'Not a way to open a page.',
}

/** Why a request was classed as it was; a rule this page does not know yet is shown by its name. */
export function reasonOf(reason: string | null): string | null {
  if (reason === null) return null
  if (reason.startsWith('preview:'))
    return `${capitalize(reason.slice(8))} drew a preview of the link.`
  return reasonWords[reason] ?? reason
}

/** People only, unless the address says otherwise. */
export function classesOf(traffic: 'all' | undefined): Classification[] {
  return traffic === 'all' ? everything : ['HUMAN']
}

export function placeOf(scan: ScanRowFragment): string {
  const town = scan.city ?? scan.region
  return [town, scan.country].filter(Boolean).join(', ') || 'Unknown place'
}

export function deviceOf(scan: ScanRowFragment): string {
  const type = scan.deviceType === 'other' ? null : scan.deviceType
  return (
    [type && capitalize(type), scan.os, scan.browser].filter(Boolean).join(', ') || 'Unknown device'
  )
}

function capitalize(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}

export function toTickerItem(scan: ScanRowFragment, isFresh: boolean): TickerItem {
  return {
    id: scan.id,
    at: scan.scannedAt,
    name: scan.qrCode.name,
    place: placeOf(scan),
    device: deviceOf(scan),
    kind: scan.classification === 'HUMAN' ? null : classWords[scan.classification],
    isFresh,
  }
}
