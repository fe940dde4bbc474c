import { CloseButton } from '@mantine/core'
import type { ReactNode } from 'react'
import { formatWhole } from './format.ts'
import classes from './SelectionBar.module.css'
import { useShortcuts } from './shortcuts.ts'

type SelectionBarProps = { count: number; onClear: () => void; children: ReactNode }

/** What can be done with the rows that are chosen. */
export function SelectionBar({ count, onClear, children }: SelectionBarProps) {
  useShortcuts({ clear: onClear })
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset draws a legend; this is a toolbar group
    <div className={classes.bar} role="group" aria-label="With the selection">
      <span className={classes.count} role="status">
        {formatWhole(count)} selected
      </span>
      <div className={classes.acts}>{children}</div>
      <CloseButton aria-label="Clear the selection" onClick={onClear} />
    </div>
  )
}
