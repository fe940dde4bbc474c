import { Button, TextInput, useMantineColorScheme } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useMutation } from 'urql'
import { useViewer } from '../frame/viewer.ts'
import { readRefusal } from '../refusal.ts'
import { updateViewer } from '../session.ts'
import { Choice } from '../ui/Choice.tsx'
import { placeRefusal, readField, useFieldErrors } from '../ui/fields.ts'
import { Section } from '../ui/Section.tsx'
import { areKeysOn, switchKeys } from '../ui/shortcuts.ts'
import { Toggle } from '../ui/Toggle.tsx'
import { useLeaveWarning } from '../ui/useLeaveWarning.ts'
import { updateProfileDocument } from './documents.ts'
import classes from './Settings.module.css'

export function ProfilePage() {
  return (
    <>
      <Person />
      <Appearance />
      <Keys />
    </>
  )
}

function Person() {
  const { name, email } = useViewer()
  const { form, errors, alert, show } = useFieldErrors()
  const [edits, setEdits] = useState<'none' | 'unsaved' | 'saved'>('none')
  useLeaveWarning(edits === 'unsaved')
  const [{ fetching }, update] = useMutation(updateProfileDocument)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const input = { name: readField(new FormData(event.currentTarget), 'name') }
    const { data, error } = await update({ input })
    if (data) setEdits('saved')
    if (data) updateViewer((viewer) => ({ ...viewer, name: data.updateProfile.name }))
    if (error) show(...placeRefusal(readRefusal(error), ['name']))
    else show({})
  }

  return (
    <Section title="You">
      <form
        ref={form}
        noValidate
        className={classes.form}
        onSubmit={(event) => void submit(event)}
        onChange={() => setEdits('unsaved')}
      >
        <TextInput
          name="name"
          label="Name"
          description="As your colleagues see it, in every organization you belong to."
          autoComplete="name"
          maxLength={200}
          defaultValue={name}
          error={errors.name}
        />
        <TextInput label="E-mail" description="You sign in with it." value={email} readOnly />
        {alert && (
          <p className={classes.alert} role="alert">
            {alert}
          </p>
        )}
        <div className={classes.buttons}>
          <Button type="submit" variant="default" loading={fetching}>
            Save
          </Button>
          <span role="status" className={classes.saved}>
            {edits === 'saved' && 'Saved'}
          </span>
        </div>
      </form>
    </Section>
  )
}

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Section title="Appearance">
      <p className={classes.quiet}>Kept on this device.</p>
      <Choice label="Colours" options={schemes} value={colorScheme} onChange={setColorScheme} />
    </Section>
  )
}

const schemes: { value: 'light' | 'dark' | 'auto'; label: string }[] = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'As the device' },
]

function Keys() {
  const [isOn, setOn] = useState(areKeysOn)
  return (
    <Section title="Keyboard">
      <Toggle
        label="Single keys do something"
        description="? lists them. Switch them off when you speak to your computer or use a reader with keys of its own. Kept on this device."
        checked={isOn}
        onChange={(on) => {
          switchKeys(on)
          setOn(on)
        }}
      />
    </Section>
  )
}
