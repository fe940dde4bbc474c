import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useState } from 'react'
import type { InvitationPreviewQuery } from '../gql/graphql.ts'
import type { Refusal } from '../refusal.ts'
import { acceptInvitation, readSession } from '../session.ts'
import { ErrorState } from '../ui/ErrorState.tsx'
import { type FieldErrors, placeRefusal, readField, useFieldErrors } from '../ui/fields.ts'
import classes from './Door.module.css'
import { DoorLink, FormPage } from './FormPage.tsx'
import { invitationQuery } from './operations.ts'
import { Refused, request } from './request.ts'

type Preview = NonNullable<InvitationPreviewQuery['invitation']>

/** What an invitation is about, and the way in: as somebody new, with an account, or signed in. */
export function InvitePage() {
  const [token] = useState(
    () => location.hash.slice(1) || location.pathname.slice('/invite/'.length),
  )
  const [answer, setAnswer] = useState<Preview | Refusal | null>(null)
  const [round, setRound] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks again
  useEffect(() => {
    const state = readSession()
    const accessToken = state.status === 'signed-in' ? state.session.accessToken : undefined
    request<InvitationPreviewQuery>(invitationQuery, { token }, accessToken).then(
      ({ data }) => setAnswer(data.invitation),
      (error) => {
        if (!(error instanceof Refused)) throw error
        setAnswer(error.refusal)
      },
    )
  }, [token, round])

  if (!answer) return null
  if ('code' in answer) return <Unread refusal={answer} onRetry={() => setRound(round + 1)} />
  if (answer.state !== 'PENDING') return <Over preview={answer} />
  return <AcceptForm token={token} preview={answer} />
}

function Unread({ refusal, onRetry }: { refusal: Refusal; onRetry: () => void }) {
  if (refusal.code === 'NOT_FOUND')
    return (
      <FormPage
        title="This invitation does not exist"
        sub="The link may be cut off, or a newer one was sent. Open it from the latest mail."
        other={{ text: 'Have an account?', link: 'Sign in', to: '/sign-in' }}
      >
        {null}
      </FormPage>
    )
  return (
    <FormPage title="Invitation" other={null}>
      <ErrorState
        title="This did not load"
        text={refusal.message}
        id={refusal.errorId}
        onRetry={onRetry}
      />
    </FormPage>
  )
}

const endings = {
  EXPIRED: (name: string) => `This invitation has expired. Ask ${name} for a new one.`,
  REVOKED: (name: string) => `This invitation was revoked. Ask ${name} for a new one.`,
  ACCEPTED: () => 'This invitation was accepted already.',
}

function Over({ preview }: { preview: Preview }) {
  const ending = preview.state === 'PENDING' ? null : endings[preview.state]
  return (
    <FormPage
      title={`Join ${preview.organizationName}`}
      sub={ending?.(preview.organizationName) ?? ''}
      other={{ text: 'Have an account?', link: 'Sign in', to: '/sign-in' }}
    >
      {null}
    </FormPage>
  )
}

const roleWords = { OWNER: 'an owner', ADMIN: 'an admin', EDITOR: 'an editor', VIEWER: 'a viewer' }

function AcceptForm({ token, preview }: { token: string; preview: Preview }) {
  const { form, errors, alert, show } = useFieldErrors()
  const [isBusy, setBusy] = useState(false)
  const [needsCode, setNeedsCode] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const input = {
      token,
      name: readField(data, 'name') || null,
      password: String(data.get('password') ?? '') || null,
      code: readField(data, 'code') || null,
    }
    show({})
    setBusy(true)
    try {
      await acceptInvitation(input)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (error.refusal.field === 'code' && !needsCode) setNeedsCode(true)
      else show(...placeRefusal(error.refusal, ['name', 'password', 'code']))
      setBusy(false)
    }
  }

  return (
    <FormPage
      title={`Join ${preview.organizationName}`}
      sub={`${preview.inviterName} invites ${preview.email} as ${roleWords[preview.role]}.`}
      other={null}
    >
      <form
        ref={form}
        noValidate
        onSubmit={(event) => void submit(event)}
        className={classes.fields}
      >
        <Fields preview={preview} errors={errors} needsCode={needsCode} />
        {alert && (
          <p className={classes.alert} role="alert">
            {alert}
          </p>
        )}
        <Button type="submit" size="md" loading={isBusy}>
          Accept and sign in
        </Button>
        {preview.hasAccount && !preview.isSignedIn && (
          <p className={classes.aside}>
            <DoorLink to="/reset">Forgot password?</DoorLink>
          </p>
        )}
      </form>
    </FormPage>
  )
}

type FieldsProps = { preview: Preview; errors: FieldErrors; needsCode: boolean }

function Fields({ preview, errors, needsCode }: FieldsProps) {
  if (preview.isSignedIn) return null
  const isNew = !preview.hasAccount
  return (
    <>
      {isNew && (
        <TextInput
          name="name"
          label="Your full name"
          autoComplete="name"
          defaultValue={preview.name ?? ''}
          error={errors.name}
        />
      )}
      <input type="hidden" name="username" value={preview.email} autoComplete="username" />
      <PasswordInput
        name="password"
        label={isNew ? 'Password' : 'Your password'}
        description={
          isNew
            ? '12 characters or more. A sentence is easy to remember.'
            : 'This address has an account: its password proves that it is you.'
        }
        autoComplete={isNew ? 'new-password' : 'current-password'}
        visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
        error={errors.password}
      />
      {needsCode && (
        <TextInput
          name="code"
          label="Code"
          description="Of your authenticator app, or one of your recovery codes."
          autoComplete="one-time-code"
          error={errors.code}
        />
      )}
    </>
  )
}
