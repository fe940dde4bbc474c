import { useEffect, useState, useSyncExternalStore } from 'react'
import type { ScanFilter, ScanRowFragment } from '../gql/graphql.ts'
import { type FeedSnapshot, ScanFeed } from './feed.ts'

type UsedFeed = FeedSnapshot & {
  /** Puts stored scans in their places, and closes the gap they fill. */
  add: (scans: readonly ScanRowFragment[]) => void
  retryNow: () => void
}

/**
 * A feed for as long as the page shows it. Pass a memoised filter: another filter is another feed,
 * which starts empty. loadStored runs once the feed has its cursor, and fills in what came before.
 */
export function useScanFeed(
  filter: ScanFilter,
  loadStored?: () => Promise<readonly ScanRowFragment[] | null>,
): UsedFeed {
  const [feed, setFeed] = useState(() => create(filter, loadStored))
  if (feed.filter !== filter) setFeed(create(filter, loadStored))
  const { source } = feed
  useEffect(() => {
    source.start()
    return () => source.stop()
  }, [source])
  const snapshot = useSyncExternalStore(source.subscribe, source.read)
  return { ...snapshot, add: source.add, retryNow: source.retryNow }
}

function create(filter: ScanFilter, loadStored?: () => Promise<readonly ScanRowFragment[] | null>) {
  const source: ScanFeed = new ScanFeed(filter, () => {
    void loadStored?.().then((scans) => scans && source.add(scans))
  })
  return { filter, source }
}
