import { Button } from '@mantine/core'
import classes from './Conflict.module.css'
import { RelativeTime } from './RelativeTime.tsx'

type ConflictProps = {
  /** When the other version was saved. */
  at: string
  onSee: () => void
  onSave: () => void
}

/** Someone saved while this form was open; neither version is thrown away unasked. */
export function Conflict({ at, onSee, onSave }: ConflictProps) {
  return (
    <div className={classes.conflict} role="alert">
      <p className={classes.text}>
        Someone changed this <RelativeTime at={at} />. See their version or save yours over it.
      </p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onSee}>
          See their version
        </Button>
        <Button onClick={onSave}>Save mine over it</Button>
      </div>
    </div>
  )
}
