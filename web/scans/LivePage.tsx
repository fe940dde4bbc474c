import { Button } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { useClient } from 'urql'
import type { ScanFilter } from '../gql/graphql.ts'
import { type Refusal, readRefusal } from '../refusal.ts'
import { errorOf } from '../state.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { LiveTicker } from '../ui/LiveTicker.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { PlaceCredit } from '../ui/PlaceCredit.tsx'
import { Section } from '../ui/Section.tsx'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { useShortcuts } from '../ui/shortcuts.ts'
import { useZone } from '../ui/zone.ts'
import { Announcer } from './Announcer.tsx'
import { Connection } from './Connection.tsx'
import { latestScansDocument } from './documents.ts'
import { ScanPanel } from './ScanPanel.tsx'
import { Totals } from './Totals.tsx'
import { TrafficChoice } from './TrafficChoice.tsx'
import { useScanFeed } from './useScanFeed.ts'
import { classesOf, toTickerItem } from './words.ts'

const route = getRouteApi('/live')

export function LivePage() {
  const { traffic } = route.useSearch()
  const navigate = route.useNavigate()
  const zone = useZone()
  const filter = useMemo(() => ({ classifications: classesOf(traffic) }), [traffic])
  const { feed, isLoaded, refusal, load, loadGap } = useFeedWithPast(filter)
  const [isPaused, setPaused] = useState(false)
  const [openId, setOpenId] = useState<string | null>(null)
  useShortcuts({ pause: () => setPaused(!isPaused) })

  return (
    <>
      <PageHeader
        title="Live"
        status={<Connection {...feed} isPaused={isPaused} />}
        sub={`Scans as they happen, ${zone} time`}
        actions={
          <Button variant="default" onClick={() => setPaused(!isPaused)}>
            {isPaused ? 'Go on' : 'Pause'}
          </Button>
        }
      />
      <Totals arrived={feed.arrived} traffic={traffic} />
      <Section
        title="Scans"
        tools={
          <TrafficChoice
            traffic={traffic}
            onChange={(next) => void navigate({ search: { traffic: next }, replace: true })}
          />
        }
      >
        <Stateful
          state={isLoaded || feed.scans.length > 0 ? 'ready' : refusal ? 'error' : 'loading'}
          skeleton={<RowsSkeleton rows={12} height={37} narrow={83} />}
          error={errorOf(refusal)}
          onRetry={load}
        >
          <LiveTicker
            label="Scans, newest first"
            items={feed.scans.map((scan) => toTickerItem(scan, feed.freshIds.has(scan.id)))}
            isPaused={isPaused}
            onPause={setPaused}
            onOpen={setOpenId}
            onLoadGap={feed.hasGap ? loadGap : null}
            empty={<Waiting />}
          />
        </Stateful>
        <PlaceCredit>
          {traffic ? 'Everything that asked for a code, also what is not counted.' : 'People only.'}
        </PlaceCredit>
      </Section>
      <Announcer feed={feed} isMuted={isPaused} />
      <ScanPanel
        scan={feed.scans.find((scan) => scan.id === openId) ?? null}
        onClose={() => setOpenId(null)}
      />
    </>
  )
}

/** The feed, with the last scans before it under what it brings. */
function useFeedWithPast(filter: ScanFilter) {
  const client = useClient()
  const [loaded, setLoaded] = useState<ScanFilter | null>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const load = useCallback(
    async (first: number) => {
      const { data, error } = await client
        .query(latestScansDocument, { first, filter }, { requestPolicy: 'network-only' })
        .toPromise()
      setRefusal(error ? readRefusal(error) : null)
      if (data) setLoaded(filter)
      return data?.organization?.scans.nodes ?? null
    },
    [client, filter],
  )
  const feed = useScanFeed(
    filter,
    useCallback(() => load(20), [load]),
  )

  // A gap is closed only by the scans that fill it.
  async function fill(first: number) {
    const scans = await load(first)
    if (scans) feed.add(scans)
  }

  return {
    feed,
    isLoaded: loaded === filter,
    refusal,
    load: () => void fill(20),
    loadGap: () => void fill(100),
  }
}

function Waiting() {
  return (
    <EmptyState
      title="Waiting for the first scan"
      text="Point a phone at one of your codes. The scan shows up here within a second."
    />
  )
}
