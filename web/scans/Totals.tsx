import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { stringifyDocument } from 'urql'
import { usePulse } from '../analytics/usePulse.ts'
import type { ScanTotalsQuery } from '../gql/graphql.ts'
import type { Refusal } from '../refusal.ts'
import { Refused, request } from '../session/request.ts'
import { freshToken } from '../session.ts'
import { errorOf } from '../state.ts'
import { Figures } from '../ui/Figures.tsx'
import { formatWhole } from '../ui/format.ts'
import { StripSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { useZone } from '../ui/zone.ts'
import { scanTotalsDocument } from './documents.ts'
import classes from './Scans.module.css'
import { classesOf } from './words.ts'

type TotalsProps = {
  /** Grows as scans come in; the totals follow, at most every five seconds. */
  arrived: number
  traffic: 'all' | undefined
}

export function Totals({ arrived, traffic }: TotalsProps) {
  const { totals, refusal, retry } = useTotals(arrived, traffic)
  const note = traffic ? 'everything' : 'people only'
  const countOf = (counted: { scans: number; hits: number }) =>
    traffic ? counted.hits : counted.scans
  const state = totals ? 'ready' : refusal ? 'error' : 'loading'
  return (
    <Stateful state={state} skeleton={<StripSkeleton />} error={errorOf(refusal)} onRetry={retry}>
      {totals && (
        <>
          <Figures
            figures={[
              { label: 'Today', value: countOf(totals.day.totals), note },
              { label: 'Last hour', value: countOf(totals.hour.totals), note },
              { label: 'Last 5 minutes', value: totals.now.totalCount, note },
            ]}
          />
          <p className={classes.filtered}>
            {formatWhole(totals.day.totals.filtered)} filtered today,{' '}
            <Link to="/analytics/filtered" search={{ range: 'today' }}>
              see why
            </Link>
            .
          </p>
        </>
      )}
    </Stateful>
  )
}

/**
 * Asked without the cache: each question has another "since", and a screen that is left on would
 * collect them for weeks. The numbers stay while newer ones are on the way.
 */
function useTotals(arrived: number, traffic: 'all' | undefined) {
  const zone = useZone()
  const pulse = usePulse(arrived)
  const [tries, setTries] = useState(0)
  const [totals, setTotals] = useState<ScanTotalsQuery['organization'] | null>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again at every pulse and every try
  useEffect(() => {
    let isGone = false
    askTotals(zone, traffic).then(
      (organization) => !isGone && setTotals(organization),
      (error) => !isGone && error instanceof Refused && setRefusal(error.refusal),
    )
    return () => {
      isGone = true
    }
  }, [pulse, tries, zone, traffic])

  return { totals, refusal, retry: () => setTries(tries + 1) }
}

async function askTotals(timezone: string, traffic: 'all' | undefined) {
  const ago = (time: number) => ({ from: new Date(Date.now() - time).toISOString() })
  const { data } = await request<ScanTotalsQuery>(
    stringifyDocument(scanTotalsDocument),
    {
      timezone,
      hour: ago(3_600_000),
      now: { ...ago(300_000), classifications: classesOf(traffic) },
    },
    await freshToken(),
  )
  return data.organization
}
