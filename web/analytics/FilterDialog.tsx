import { Modal } from '@mantine/core'
import { BreakdownList } from './BreakdownList.tsx'
import { type Dimension, toScanFilter } from './filters.ts'
import type { Scope, View } from './useView.ts'

type FilterDialogProps = {
  view: View
  scope: Scope
  dimension: Dimension | null
  onClose: () => void
}

/** The values there are, by scans; picking one filters and closes. */
export function FilterDialog({ view, scope, dimension, onClose }: FilterDialogProps) {
  // What is picked already must not hide what else there is.
  const others = view.clauses.filter((clause) => clause.dimension !== dimension?.key)
  const picking: View = {
    ...view,
    filter: toScanFilter(others, view.search.traffic),
    set(patch) {
      view.set(patch)
      onClose()
    },
  }
  return (
    <Modal
      opened={dimension !== null}
      onClose={onClose}
      title={dimension ? `Filter: ${dimension.label}` : ''}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {dimension && (
        <BreakdownList
          view={picking}
          scope={scope}
          by={dimension.by}
          label={dimension.label}
          rows={50}
        />
      )}
    </Modal>
  )
}
