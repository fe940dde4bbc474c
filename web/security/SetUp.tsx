import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useMutation } from 'urql'
import type { StartTwoStepMutation } from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import { CopyField } from '../ui/CopyField.tsx'
import { placeRefusal, readField, useFieldErrors } from '../ui/fields.ts'
import { confirmTwoStepDocument, startTwoStepDocument } from './documents.ts'
import classes from './Security.module.css'

type SetUpProps = { onDone: (codes: string[]) => void; onCancel: () => void }

/** The password, then the picture for the app and a first code of it. */
export function SetUp({ onDone, onCancel }: SetUpProps) {
  const { form, errors, alert, show } = useFieldErrors()
  const [setup, setSetup] = useState<StartTwoStepMutation['startTwoStep'] | null>(null)
  const [starting, start] = useMutation(startTwoStepDocument)
  const [confirming, confirm] = useMutation(confirmTwoStepDocument)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    show({})
    if (!setup) {
      const { data: answer, error } = await start({ password: String(data.get('password') ?? '') })
      if (error) return show(...placeRefusal(readRefusal(error), ['password']))
      return setSetup(answer?.startTwoStep ?? null)
    }
    const { data: answer, error } = await confirm({ code: readField(data, 'code') })
    if (error) return show(...placeRefusal(readRefusal(error), ['code']))
    if (answer) onDone(answer.confirmTwoStep)
  }

  return (
    <form ref={form} noValidate onSubmit={(event) => void submit(event)} className={classes.fields}>
      {setup ? (
        <>
          <p className={classes.quiet}>
            Scan this with an authenticator app, then enter the code it shows.
          </p>
          <img
            className={classes.picture}
            src={`data:image/svg+xml;utf8,${encodeURIComponent(setup.qrSvg)}`}
            alt="The secret for your authenticator app"
          />
          <CopyField value={setup.secret} label="the secret" />
          <TextInput
            key="code"
            name="code"
            label="Code"
            inputMode="numeric"
            autoComplete="one-time-code"
            error={errors.code}
          />
        </>
      ) : (
        <PasswordInput
          key="password"
          name="password"
          label="Your password"
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          data-autofocus
          error={errors.password}
        />
      )}
      {alert && (
        <p className={classes.alert} role="alert">
          {alert}
        </p>
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={starting.fetching || confirming.fetching}>
          {setup ? 'Turn on' : 'Continue'}
        </Button>
      </div>
    </form>
  )
}
