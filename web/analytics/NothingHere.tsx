import { Button } from '@mantine/core'
import { EmptyState } from '../ui/EmptyState.tsx'
import type { View } from './useView.ts'

/** No scans for this range and these filters; the way out is to ask for less. */
export function NothingHere({ view }: { view: View }) {
  const isFiltered = view.clauses.length > 0
  return (
    <EmptyState
      title={isFiltered ? 'No scans with these filters' : 'No scans in this range'}
      text={isFiltered ? 'There may be some without them.' : 'A longer range may have some.'}
      action={
        isFiltered && (
          <Button variant="default" onClick={() => view.set({ f: undefined })}>
            Clear
          </Button>
        )
      }
    />
  )
}
