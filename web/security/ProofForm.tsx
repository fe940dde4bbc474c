import { Button, PasswordInput, TextInput } from '@mantine/core'
import type { FormEvent } from 'react'
import { useMutation } from 'urql'
import { readRefusal } from '../refusal.ts'
import { placeRefusal, readField, useFieldErrors } from '../ui/fields.ts'
import { disableTwoStepDocument, renewCodesDocument } from './documents.ts'
import classes from './Security.module.css'

type ProofFormProps = {
  act: 'renew' | 'turn off'
  /** With new recovery codes, or null when it is off now. */
  onDone: (codes: string[] | null) => void
  onCancel: () => void
}

/** Password and code before something that weakens or renews the second step. */
export function ProofForm({ act, onDone, onCancel }: ProofFormProps) {
  const { form, errors, alert, show } = useFieldErrors()
  const [renewing, renew] = useMutation(renewCodesDocument)
  const [disabling, disable] = useMutation(disableTwoStepDocument)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const proof = { password: String(data.get('password') ?? ''), code: readField(data, 'code') }
    show({})
    if (act === 'renew') {
      const { data: answer, error } = await renew(proof)
      if (error) return refuse(error)
      return onDone(answer?.regenerateRecoveryCodes ?? null)
    }
    const { error } = await disable(proof)
    if (error) return refuse(error)
    onDone(null)
  }
  const refuse = (error: Parameters<typeof readRefusal>[0]) =>
    show(...placeRefusal(readRefusal(error), ['password', 'code']))

  return (
    <form ref={form} noValidate onSubmit={(event) => void submit(event)} className={classes.fields}>
      <PasswordInput
        name="password"
        label="Your password"
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
        error={errors.password}
      />
      <TextInput
        name="code"
        label="Code"
        description="Of your authenticator app, or one of your recovery codes."
        autoComplete="one-time-code"
        error={errors.code}
      />
      {alert && (
        <p className={classes.alert} role="alert">
          {alert}
        </p>
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={renewing.fetching || disabling.fetching}>
          {act === 'renew' ? 'Make new codes' : 'Turn off'}
        </Button>
      </div>
    </form>
  )
}
