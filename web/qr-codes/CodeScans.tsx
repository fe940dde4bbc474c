import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState } from 'react'
import { usePages } from '../pages.ts'
import { ScanPanel } from '../scans/ScanPanel.tsx'
import { TrafficChoice } from '../scans/TrafficChoice.tsx'
import { useScanFeed } from '../scans/useScanFeed.ts'
import { classesOf, toTickerItem } from '../scans/words.ts'
import { errorOf, stateOfPages } from '../state.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { LiveTicker } from '../ui/LiveTicker.tsx'
import { PlaceCredit } from '../ui/PlaceCredit.tsx'
import { Section } from '../ui/Section.tsx'
import { ShowMore } from '../ui/ShowMore.tsx'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { qrCodeScansDocument } from './documents.ts'

const route = getRouteApi('/qr-codes/$id')

type CodeScansProps = { id: string; onNewScans: () => void }

/** This code's scans: those stored, and above them the ones arriving now. */
export function CodeScans({ id, onNewScans }: CodeScansProps) {
  const { traffic } = route.useSearch()
  const navigate = route.useNavigate()
  const filter = useMemo(
    () => ({ qrCodeIds: [id], classifications: classesOf(traffic) }),
    [id, traffic],
  )
  const stored = usePages(
    qrCodeScansDocument,
    { id, filter: { classifications: classesOf(traffic) } },
    (data) => data.qrCode?.scans,
  )
  const feed = useScanFeed(filter)
  const [openId, setOpenId] = useState<string | null>(null)
  useTotalsFollow(feed.arrived, onNewScans)

  function loadGap() {
    stored.retry()
    feed.add([])
  }

  const scans = useMemo(() => {
    const known = new Set(feed.scans.map((scan) => scan.id))
    return [...feed.scans, ...(stored.nodes ?? []).filter((scan) => !known.has(scan.id))]
  }, [feed.scans, stored.nodes])

  return (
    <Section
      title="Recent scans"
      tools={
        <TrafficChoice
          traffic={traffic}
          onChange={(next) => void navigate({ search: { traffic: next }, replace: true })}
        />
      }
    >
      <Stateful
        state={scans.length > 0 ? 'ready' : stateOfPages(stored)}
        skeleton={<RowsSkeleton rows={5} height={37} narrow={60} />}
        error={errorOf(stored.refusal)}
        onRetry={stored.retry}
        empty={
          <EmptyState
            title="Waiting for the first scan"
            text="Point a phone at the code. The scan shows up here by itself."
          />
        }
      >
        <LiveTicker
          label="Scans of this code, newest first"
          items={scans.map((scan) => ({
            ...toTickerItem(scan, feed.freshIds.has(scan.id)),
            name: null,
          }))}
          isPaused={false}
          onPause={() => {}}
          onOpen={setOpenId}
          onLoadGap={feed.hasGap ? loadGap : null}
          empty={null}
        />
        {stored.next !== null && (
          <ShowMore
            isLoading={stored.isLoadingMore}
            onMore={() => stored.more(stored.next ?? '')}
          />
        )}
        <PlaceCredit>
          {traffic ? 'Everything that asked for the code.' : 'People only.'}
        </PlaceCredit>
      </Stateful>
      <ScanPanel
        scan={scans.find((scan) => scan.id === openId) ?? null}
        onClose={() => setOpenId(null)}
      />
    </Section>
  )
}

/** The totals above come from the server; they are asked for again at most every two seconds. */
function useTotalsFollow(arrived: number, onNewScans: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    if (arrived === 0) return
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      onNewScans()
    }, 2_000)
  }, [arrived, onNewScans])
  useEffect(() => () => clearTimeout(timer.current), [])
}
