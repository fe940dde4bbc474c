import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { placeRefusal, readField, useFieldErrors } from '../ui/fields.ts'
import classes from './Door.module.css'
import { DoorLink, FormPage } from './FormPage.tsx'
import { requestResetMutation, resetMutation } from './operations.ts'
import { Refused, request } from './request.ts'

const toSignIn = { text: 'Remembered it?', link: 'Sign in', to: '/sign-in' }

/** Asks for a link, or, with a link's token behind the #, sets the password. */
export function ResetPage() {
  const [token] = useState(() => location.hash.slice(1))
  if (isWhole(token)) return <NewPassword token={token} />
  return <AskForLink isBroken={token !== ''} />
}

/** A mail program may have cut the link; better said before somebody thinks of a password. */
function isWhole(token: string): boolean {
  return /^reset_[\da-f-]{36}_[\da-f-]{36}_[\w-]{43}$/.test(token)
}

function AskForLink({ isBroken }: { isBroken: boolean }) {
  const { form, errors, alert, show } = useFieldErrors()
  const [isBusy, setBusy] = useState(false)
  const [sentTo, setSentTo] = useState<string | null>(null)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const email = readField(new FormData(event.currentTarget), 'email')
    if (!email) return show({ email: 'Enter your e-mail address.' })
    setBusy(true)
    try {
      await request(requestResetMutation, { email })
      setSentTo(email)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      show(...placeRefusal(error.refusal, ['email']))
    } finally {
      setBusy(false)
    }
  }

  if (sentTo)
    return (
      <FormPage
        title="Look into your mail"
        sub={`If ${sentTo} has an account, a link is on its way. It works once, for 30 minutes.`}
        other={{ text: 'Nothing came?', link: 'Sign in, or ask again', to: '/sign-in' }}
      >
        {null}
      </FormPage>
    )
  return (
    <FormPage
      title={isBroken ? 'This link is not whole' : 'Forgot your password?'}
      sub={
        isBroken
          ? 'Open it from the mail again, or ask for a new one here.'
          : 'We mail you a link to set a new one.'
      }
      other={toSignIn}
    >
      <form
        ref={form}
        noValidate
        onSubmit={(event) => void submit(event)}
        className={classes.fields}
      >
        <TextInput
          name="email"
          type="email"
          label="E-mail"
          autoComplete="username"
          error={errors.email}
        />
        {alert && (
          <p className={classes.alert} role="alert">
            {alert}
          </p>
        )}
        <Button type="submit" size="md" loading={isBusy}>
          Send the link
        </Button>
      </form>
    </FormPage>
  )
}

function NewPassword({ token }: { token: string }) {
  const { form, errors, alert, show } = useFieldErrors()
  const [isBusy, setBusy] = useState(false)
  const [isDone, setDone] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const password = String(new FormData(event.currentTarget).get('password') ?? '')
    show({})
    setBusy(true)
    try {
      await request(resetMutation, { token, password })
      setDone(true)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      show(...placeRefusal(error.refusal, ['password']))
    } finally {
      setBusy(false)
    }
  }

  if (isDone)
    return (
      <FormPage
        title="Your new password is set"
        sub="You were signed out everywhere. Sign in with it."
        other={null}
      >
        <p className={classes.aside}>
          <DoorLink to="/sign-in">Sign in</DoorLink>
        </p>
      </FormPage>
    )
  return (
    <FormPage title="Set a new password" sub="It signs you out everywhere else." other={toSignIn}>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => void submit(event)}
        className={classes.fields}
      >
        <PasswordInput
          name="password"
          label="New password"
          description="12 characters or more. A sentence is easy to remember."
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          error={errors.password}
        />
        {alert && (
          <p className={classes.alert} role="alert">
            {alert} <DoorLink to="/reset">Ask for a new link</DoorLink>
          </p>
        )}
        <Button type="submit" size="md" loading={isBusy}>
          Set the password
        </Button>
      </form>
    </FormPage>
  )
}
