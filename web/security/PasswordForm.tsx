import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useMutation } from 'urql'
import { showToast } from '../frame/toast.ts'
import { useViewer } from '../frame/viewer.ts'
import { readRefusal } from '../refusal.ts'
import { placeRefusal, readField, useFieldErrors } from '../ui/fields.ts'
import { Section } from '../ui/Section.tsx'
import { changePasswordDocument } from './documents.ts'
import classes from './Security.module.css'

type PasswordFormProps = { isTwoStep: boolean; onChanged: () => void }

export function PasswordForm({ isTwoStep, onChanged }: PasswordFormProps) {
  const { email } = useViewer()
  const { form, errors, alert, show } = useFieldErrors()
  const [{ fetching }, change] = useMutation(changePasswordDocument)
  const [round, setRound] = useState(0)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const current = String(data.get('current') ?? '')
    const fresh = String(data.get('new') ?? '')
    const missing = {
      ...(current ? {} : { current: 'Enter the password you have.' }),
      ...(fresh ? {} : { new: 'Enter a new one.' }),
    }
    show(missing)
    if (Object.keys(missing).length > 0) return
    const { error } = await change({ current, new: fresh, code: readField(data, 'code') || null })
    if (error) return show(...placeRefusal(readRefusal(error), ['current', 'new', 'code']))
    // Empties the fields: nothing typed here should stay.
    setRound(round + 1)
    showToast({ text: 'Your password is changed, and you were signed out everywhere else.' })
    onChanged()
  }

  return (
    <Section title="Password">
      <form
        key={round}
        ref={form}
        noValidate
        onSubmit={(event) => void submit(event)}
        className={classes.fields}
      >
        <input type="hidden" name="username" value={email} autoComplete="username" />
        <PasswordInput
          name="current"
          label="Current password"
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the current password' }}
          error={errors.current}
        />
        <PasswordInput
          name="new"
          label="New password"
          description="12 characters or more. It signs you out everywhere else."
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the new password' }}
          error={errors.new}
        />
        {isTwoStep && (
          <TextInput
            name="code"
            label="Code"
            description="Of your authenticator app."
            autoComplete="one-time-code"
            error={errors.code}
          />
        )}
        {alert && (
          <p className={classes.alert} role="alert">
            {alert}
          </p>
        )}
        <Button type="submit" loading={fetching}>
          Change password
        </Button>
      </form>
    </Section>
  )
}
