import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { stringifyDocument } from 'urql'
import type { ScanTotalsQuery } from '../gql/graphql.ts'
import type { Refusal } from '../refusal.ts'
import { Refused, request } from '../session/request.ts'
import { freshToken } from '../session.ts'
import { errorOf } from '../state.ts'
import { Figures } from '../ui/Figures.tsx'
import { formatWhole, fromLocalInput, toLocalInput } from '../ui/format.ts'
import { StripSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { useZone } from '../ui/zone.ts'
import { scanTotalsDocument } from './documents.ts'
import classes from './Scans.module.css'
import { classesOf, notPeople } from './words.ts'

type TotalsProps = {
  /** Grows as scans come in; the totals follow, at most every five seconds. */
  arrived: number
  traffic: 'all' | undefined
}

export function Totals({ arrived, traffic }: TotalsProps) {
  const { totals, refusal, retry } = useTotals(arrived, traffic)
  const note = traffic ? 'everything' : 'people only'
  const state = totals ? 'ready' : refusal ? 'error' : 'loading'
  return (
    <Stateful state={state} skeleton={<StripSkeleton />} error={errorOf(refusal)} onRetry={retry}>
      {totals && (
        <>
          <Figures
            figures={[
              { label: 'Today', value: totals.day.totalCount, note },
              { label: 'Last hour', value: totals.hour.totalCount, note },
              { label: 'Last 5 minutes', value: totals.now.totalCount, note },
            ]}
          />
          <p className={classes.filtered}>
            {formatWhole(totals.filtered.totalCount)} filtered today,{' '}
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
  const [totals, setTotals] = useState<ScanTotalsQuery['organization'] | null>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [asked, setAsked] = useState({ at: Date.now(), arrived: 0 })

  useEffect(() => {
    let isGone = false
    askTotals(asked.at, zone, traffic).then(
      (organization) => !isGone && setTotals(organization),
      (error) => !isGone && error instanceof Refused && setRefusal(error.refusal),
    )
    return () => {
      isGone = true
    }
  }, [asked, zone, traffic])

  useEffect(() => {
    const wait = arrived > asked.arrived ? 5_000 : 60_000
    const due = Math.max(0, asked.at + wait - Date.now())
    const timer = setTimeout(() => setAsked({ at: Date.now(), arrived }), due)
    return () => clearTimeout(timer)
  }, [asked, arrived])

  return { totals, refusal, retry: () => setAsked({ at: Date.now(), arrived }) }
}

async function askTotals(now: number, zone: string, traffic: 'all' | undefined) {
  const classifications = classesOf(traffic)
  const since = (moment: number) => ({ classifications, from: new Date(moment).toISOString() })
  const { data } = await request<ScanTotalsQuery>(
    stringifyDocument(scanTotalsDocument),
    {
      day: since(startOfDay(now, zone)),
      hour: since(now - 3_600_000),
      now: since(now - 300_000),
      filtered: { ...since(startOfDay(now, zone)), classifications: notPeople },
    },
    await freshToken(),
  )
  return data.organization
}

function startOfDay(now: number, zone: string): number {
  const today = toLocalInput(new Date(now).toISOString(), zone).slice(0, 10)
  return Date.parse(fromLocalInput(`${today}T00:00`, zone) ?? '')
}
