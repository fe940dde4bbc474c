import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { ComparisonPeriod, RangeInput, ScanFilter } from '../gql/graphql.ts'
import { useZone } from '../ui/zone.ts'
import type { ViewSearch } from './address.ts'
import {
  type Clause,
  type DimensionKey,
  readFilters,
  toggleValue,
  toScanFilter,
  writeFilters,
} from './filters.ts'
import { toRangeInput } from './ranges.ts'

/** What the figures are of: the organization, or one of its codes or campaigns. */
export type Scope = { qrCodeId?: string; campaignId?: string }

export type View = {
  search: ViewSearch
  clauses: Clause[]
  range: RangeInput
  filter: ScanFilter
  compare: ComparisonPeriod | null
  set: (patch: Partial<ViewSearch>) => void
  /** Where that would lead: a view is an address. */
  hrefOf: (patch: Partial<ViewSearch>) => string
}

/** What the address says, as the server is asked for it. */
export function useView(): View {
  const search: ViewSearch = useSearch({ strict: false })
  const zone = useZone()
  const router = useRouter()
  const navigate = useNavigate()
  const { range, compare, traffic, f } = search
  const asked = useMemo(() => {
    const clauses = readFilters(f)
    return {
      clauses,
      range: toRangeInput(range, zone),
      filter: toScanFilter(clauses, traffic),
      compare: compare === 'off' ? null : compare === 'year' ? 'PREVIOUS_YEAR' : 'PREVIOUS_PERIOD',
    } as const
  }, [range, compare, traffic, f, zone])

  const to = (patch: Partial<ViewSearch>) =>
    ({
      to: '.',
      search: (before: ViewSearch) => ({ ...before, ...patch }),
      // The reader stays where they are: only the figures change.
      resetScroll: false,
    }) as const

  return {
    ...asked,
    search,
    set: (patch) => void navigate(to(patch)),
    hrefOf: (patch) => router.buildLocation(to(patch)).href,
  }
}

/** The same view with a value picked, or no longer picked. */
export function picked(view: View, dimension: DimensionKey, value: string): Partial<ViewSearch> {
  return { f: writeFilters(toggleValue(view.clauses, dimension, value)) }
}

/** The variables every section's query shares. */
export function scopeVariables({ qrCodeId, campaignId }: Scope) {
  return {
    id: qrCodeId ?? campaignId ?? '',
    ofOrganization: !qrCodeId && !campaignId,
    ofCode: qrCodeId !== undefined,
    ofCampaign: campaignId !== undefined,
  }
}
