import { TextInput } from '@mantine/core'

/** The second step of a sign-in; it appears when it is asked for, and is where one types next. */
export function CodeField({ error }: { error: string | undefined }) {
  return (
    <TextInput
      name="code"
      label="Code"
      description="Of your authenticator app, or one of your recovery codes."
      autoComplete="one-time-code"
      autoCapitalize="off"
      spellCheck={false}
      error={error}
      data-autofocus
      ref={(field) => {
        if (field && !error) field.focus()
      }}
    />
  )
}
