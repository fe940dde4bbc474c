import { Button } from '@mantine/core'
import { CopyField } from '../ui/CopyField.tsx'
import classes from './Security.module.css'

type RecoveryCodesProps = { codes: string[]; onDone: () => void }

/** Shown this once. */
export function RecoveryCodes({ codes, onDone }: RecoveryCodesProps) {
  return (
    <div className={classes.saved}>
      <p className={classes.quiet}>
        Each signs you in once, in place of a code, when your telephone is not there. They are shown
        only now: print them or keep them in a password manager.
      </p>
      <ul className={classes.codes}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <p>
        <CopyField value={codes.join(' ')} label="all recovery codes" />
      </p>
      <Button onClick={onDone}>I have kept them</Button>
    </div>
  )
}
