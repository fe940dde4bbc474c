import type { Wish } from '../exports/Panel.tsx'
import { dimensions } from './filters.ts'
import { daysOf, todayIn } from './ranges.ts'
import type { Scope, View } from './useView.ts'
import { valueWords } from './words.ts'

/** What a data page shows, to be taken along: its days and its filters, and in words what they are. */
export function wishOf(view: View, scope: Scope, zone: string): Wish {
  const { qrCodeId, campaignId } = scope
  const words = [
    qrCodeId && 'this code',
    campaignId && 'this campaign',
    ...view.clauses.map(({ dimension, isNot, values }) => {
      const { label = dimension } = dimensions.find(({ key }) => key === dimension) ?? {}
      const isNamed = dimension === 'code' || dimension === 'campaign'
      const named = values.map((value) => valueWords(dimension, value)).join(' or ')
      return `${label} ${isNot ? 'is not' : 'is'} ${isNamed ? `${values.length} chosen` : named}`
    }),
  ].filter(Boolean)
  return {
    dataset: 'ANALYTICS',
    datasets: ['ANALYTICS', 'QR_SCANS'],
    days: daysOf(view.search.range, todayIn(zone)),
    filter: {
      ...view.filter,
      ...(qrCodeId && { qrCodeIds: [qrCodeId] }),
      ...(campaignId && { campaignIds: [campaignId] }),
    },
    ...(words.length > 0 && { filterWords: `As on the page: ${words.join(', ')}` }),
  }
}
