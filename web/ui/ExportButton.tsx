import { Button } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import classes from './ExportButton.module.css'

type ExportButtonProps = {
  format: string
  subject: string
  isAllowed: boolean
  /** This version can make it. */
  isOffered: boolean
  /** Where one of several is chosen before it is got. */
  isChosen?: boolean
  /** The plan that includes it, from data; null when allowed. */
  plan: string | null
  onGet: () => void
  onLocked: () => void
}

/** One format of one dataset: to get, to come, or behind a plan that it names. */
export function ExportButton(props: ExportButtonProps) {
  const { format, subject, isAllowed, isOffered, isChosen, plan, onGet, onLocked } = props
  if (!isAllowed) {
    return (
      <button type="button" className={classes.locked} onClick={onLocked}>
        <IconLock size={16} stroke={1.5} aria-hidden="true" />
        <span>
          {format}
          <span className="oi-unseen"> of {subject}, comes with</span>{' '}
          <span className={classes.plan}>{plan}</span>
        </span>
      </button>
    )
  }
  if (!isOffered) return <span className={classes.later}>{format}, not available yet</span>
  if (isChosen !== undefined) {
    return (
      <Button
        variant={isChosen ? 'light' : 'default'}
        aria-pressed={isChosen}
        onClick={onGet}
        aria-label={`${format}: ${subject}`}
      >
        {format}
      </Button>
    )
  }
  return (
    <Button variant="default" onClick={onGet} aria-label={`Get ${format}: ${subject}`}>
      Get {format}
    </Button>
  )
}
