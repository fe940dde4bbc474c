import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import type { SecurityQuery } from '../gql/graphql.ts'
import { formatDay } from '../ui/format.ts'
import { Section } from '../ui/Section.tsx'
import { useZone } from '../ui/zone.ts'
import { ProofForm } from './ProofForm.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import classes from './Security.module.css'
import { SetUp } from './SetUp.tsx'

type TwoStepSectionProps = { twoStep: SecurityQuery['twoStep']; onChanged: () => void }
type Open = 'set up' | 'renew' | 'turn off' | null

const titles = {
  'set up': 'Turn two-step sign-in on',
  renew: 'New recovery codes',
  'turn off': 'Turn two-step sign-in off',
}

/** A code of an authenticator app after the password, for those who want it. */
export function TwoStepSection({ twoStep, onChanged }: TwoStepSectionProps) {
  const zone = useZone()
  const [open, setOpen] = useState<Open>(null)
  const [codes, setCodes] = useState<string[] | null>(null)

  function finish(fresh: string[] | null) {
    setCodes(fresh)
    if (!fresh) setOpen(null)
    onChanged()
  }
  function close() {
    setOpen(null)
    setCodes(null)
  }

  return (
    <Section title="Two-step sign-in">
      <p className={classes.quiet}>
        {twoStep.since
          ? `On since ${formatDay(twoStep.since, zone)}. ${codesLeft(twoStep.recoveryCodesLeft)}`
          : 'After your password, a code of an app on your telephone. Nobody gets in with the password alone.'}
      </p>
      <div className={classes.buttons}>
        {twoStep.isOn ? (
          <>
            <Button variant="default" onClick={() => setOpen('renew')}>
              New recovery codes
            </Button>
            <Button variant="default" onClick={() => setOpen('turn off')}>
              Turn off
            </Button>
          </>
        ) : (
          <Button variant="default" onClick={() => setOpen('set up')}>
            Turn on
          </Button>
        )}
      </div>
      <Modal
        opened={open !== null}
        onClose={close}
        title={codes ? 'Your recovery codes' : open && titles[open]}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {codes && <RecoveryCodes codes={codes} onDone={close} />}
        {!codes && open === 'set up' && <SetUp onDone={finish} onCancel={close} />}
        {!codes && (open === 'renew' || open === 'turn off') && (
          <ProofForm act={open} onDone={finish} onCancel={close} />
        )}
      </Modal>
    </Section>
  )
}

function codesLeft(count: number): string {
  if (count === 0) return 'All recovery codes are used: make new ones.'
  return count === 1 ? '1 recovery code is left.' : `${count} recovery codes are left.`
}
