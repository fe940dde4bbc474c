import { useDebouncedValue } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { useQuery } from 'urql'
import type { RequestExportInput } from '../gql/graphql.ts'
import { formatWhole } from '../ui/format.ts'
import { estimateExportDocument } from './documents.ts'
import classes from './Exports.module.css'

type EstimateProps = {
  /** Null while it is not whole. */
  input: RequestExportInput | null
  /** Shown where there is a choice: a large one goes into the background in any case. */
  children: ReactNode
}

/** "About 12,400 rows, starts now": what it will come to, before it is asked for. */
export function Estimate({ input, children }: EstimateProps) {
  const [settled] = useDebouncedValue(input, 250)
  // Whether it is to be made in the background changes nothing about its size.
  const { background: _background, ...asked } = settled ?? { dataset: 'TEAM', format: 'CSV' }
  const [{ data, error, fetching }] = useQuery({
    query: estimateExportDocument,
    variables: { input: asked },
    pause: settled === null,
    requestPolicy: 'network-only',
  })
  const estimate = settled !== null && !error ? data?.estimateExport : undefined
  return (
    <>
      <p className={classes.estimate} role="status" data-stale={fetching}>
        {estimate ? describe(estimate) : ' '}
      </p>
      {!estimate?.isBackground && children}
    </>
  )
}

function describe({ rows, isBackground }: { rows: number | null; isBackground: boolean }): string {
  const size =
    rows === null
      ? 'As many rows as there are'
      : rows === 0
        ? 'Nothing in this range yet'
        : rows === 1
          ? 'About 1 row'
          : `About ${formatWhole(rounded(rows))} rows`
  return isBackground
    ? `${size}, made in the background; the history shows how far it is.`
    : `${size}, starts now.`
}

/** Three figures that count: it is an estimate. */
function rounded(rows: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(rows)) - 2)
  return Math.round(rows / step) * step
}
