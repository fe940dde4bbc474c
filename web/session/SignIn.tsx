import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { signIn } from '../session.ts'
import { placeRefusal, readField, useFieldErrors } from '../ui/fields.ts'
import { CodeField } from './CodeField.tsx'
import classes from './Door.module.css'
import { DoorLink, FormPage } from './FormPage.tsx'
import { Refused } from './request.ts'

type SignInProps = {
  /** Their session ended by itself; the page they were on waits behind this form. */
  isReturning: boolean
}

export function SignIn({ isReturning }: SignInProps) {
  const { form, errors, alert, show } = useFieldErrors()
  const [isBusy, setBusy] = useState(false)
  const [needsCode, setNeedsCode] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const email = readField(data, 'email')
    const password = String(data.get('password') ?? '')
    const code = readField(data, 'code')
    const missing = {
      ...(email ? {} : { email: 'Enter your e-mail address.' }),
      ...(password ? {} : { password: 'Enter your password.' }),
      ...(needsCode && !code ? { code: 'Enter the code.' } : {}),
    }
    show(missing)
    if (Object.keys(missing).length > 0) return
    setBusy(true)
    try {
      await signIn(email, password, code || null)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      // The password was right: the field appears, and nothing was wrong yet.
      if (error.refusal.field === 'code' && !needsCode) return setNeedsCode(true)
      show(...placeRefusal(error.refusal, ['email', 'password', 'code']))
    } finally {
      setBusy(false)
    }
  }

  return (
    <FormPage
      title="Sign in"
      notice={isReturning ? 'You were signed out. Sign in; this page will be here.' : null}
      other={isReturning ? null : { text: 'New here?', link: 'Create an account', to: '/sign-up' }}
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
        <PasswordInput
          name="password"
          label="Password"
          autoComplete="current-password"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          error={errors.password}
        />
        {needsCode && <CodeField error={errors.code} />}
        {alert && (
          <p className={classes.alert} role="alert">
            {alert}
          </p>
        )}
        <Button type="submit" size="md" loading={isBusy}>
          Sign in
        </Button>
        <p className={classes.aside}>
          <DoorLink to="/reset">Forgot password?</DoorLink>
        </p>
      </form>
    </FormPage>
  )
}
