import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { EmptyState } from '../ui/EmptyState.tsx'
import type { View } from './useView.ts'

/** No scans for this range and these filters; the way out is to ask for less. */
export function NothingHere({ view }: { view: View }) {
  const isFiltered = view.clauses.length > 0
  if (!isFiltered && view.search.range === 'all') {
    return (
      <EmptyState
        title="No scans yet"
        text="Point a phone at one of your codes. The scan shows up here within a second."
        action={<Link to="/qr-codes">See your codes</Link>}
      />
    )
  }
  return (
    <EmptyState
      title={isFiltered ? 'No scans with these filters' : 'No scans in this range'}
      text={isFiltered ? 'There may be some without them.' : 'A longer range may have some.'}
      action={
        isFiltered ? (
          <Button variant="default" onClick={() => view.set({ f: undefined })}>
            Clear
          </Button>
        ) : (
          <Button variant="default" onClick={() => view.set({ range: 'all' })}>
            Show everything
          </Button>
        )
      }
    />
  )
}
