import { Button } from '@mantine/core'
import { CopyField } from '../ui/CopyField.tsx'
import classes from './Webhooks.module.css'

type SecretProps = { secret: string; onDone: () => void }

/** Shown this once. */
export function Secret({ secret, onDone }: SecretProps) {
  return (
    <div className={classes.fields}>
      <p className={classes.text}>
        Each message is signed with it, so that yours can tell ours from anybody’s. It is shown only
        now: put it where your system reads its secrets.
      </p>
      <div className={classes.secret}>
        <CopyField value={secret} label="the secret" />
      </div>
      <div className={classes.buttons}>
        <Button onClick={onDone}>I have kept it</Button>
      </div>
    </div>
  )
}
