import type { ReactNode } from 'react'
import { useQuery } from 'urql'
import { FilterChips } from '../ui/FilterChips.tsx'
import { campaignNameDocument, codeNameDocument } from './documents.ts'
import { type Clause, type DimensionKey, dimensions, writeFilters } from './filters.ts'
import type { View } from './useView.ts'
import { valueWords } from './words.ts'

/** The filters in force, which can be turned round or dropped. */
export function Chips({ view }: { view: View }) {
  const { clauses } = view
  const put = (next: Clause[]) => view.set({ f: writeFilters(next) })
  return (
    <FilterChips
      chips={clauses.map(({ dimension, isNot, values }, index) => ({
        key: String(index),
        dimension: dimensions.find(({ key }) => key === dimension)?.label ?? dimension,
        isNot,
        values: values.map((value) => ({ key: value, label: nameOf(dimension, value) })),
        words: values.map((value) => valueWords(dimension, value)).join(' or '),
      }))}
      onToggle={(key) =>
        put(
          clauses.map((clause, index) =>
            String(index) === key ? { ...clause, isNot: !clause.isNot } : clause,
          ),
        )
      }
      onRemove={(key) => put(clauses.filter((_clause, index) => String(index) !== key))}
      onClear={() => put([])}
    />
  )
}

function nameOf(dimension: DimensionKey, value: string): ReactNode {
  if (dimension === 'code') return <CodeName id={value} />
  if (dimension === 'campaign') {
    return value === '' ? 'No campaign' : <CampaignName id={value} />
  }
  return valueWords(dimension, value)
}

function CodeName({ id }: { id: string }) {
  const [{ data, error }] = useQuery({ query: codeNameDocument, variables: { id } })
  return <>{data?.qrCode?.name ?? (error ? 'a code that is gone' : '…')}</>
}

function CampaignName({ id }: { id: string }) {
  const [{ data, error }] = useQuery({ query: campaignNameDocument, variables: { id } })
  return <>{data?.campaign?.name ?? (error ? 'a campaign that is gone' : '…')}</>
}
