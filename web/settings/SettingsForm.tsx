import { Button } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { SettingsFragment, UpdateOrganizationInput } from '../gql/graphql.ts'
import { Conflict } from '../ui/Conflict.tsx'
import { type FieldErrors, placeRefusal, useFieldErrors } from '../ui/fields.ts'
import { useLeaveWarning } from '../ui/useLeaveWarning.ts'
import classes from './Settings.module.css'
import type { SettingsPage } from './useSettings.ts'

type SettingsFormProps = {
  page: SettingsPage
  fields: string[]
  read: (form: FormData) => UpdateOrganizationInput
  canEdit: boolean
  children: (errors: FieldErrors) => ReactNode
}

/** One section that saves itself, by itself: its errors beside their fields, and another editor's version side by side. */
export function SettingsForm({ page, fields, read, canEdit, children }: SettingsFormProps) {
  const { form, errors, alert, show } = useFieldErrors()
  const [theirs, setTheirs] = useState<SettingsFragment | null>(null)
  const [edits, setEdits] = useState<'none' | 'unsaved' | 'saved'>('none')
  const [isSaving, setSaving] = useState(false)
  useLeaveWarning(edits === 'unsaved')

  async function save(version?: number) {
    if (!form.current || isSaving) return
    setSaving(true)
    const refusal = await page.save(read(new FormData(form.current)), version)
    setSaving(false)
    if (!refusal) {
      setEdits('saved')
      setTheirs(null)
    }
    if (refusal?.code === 'CONFLICT') await meetTheirs(refusal.message)
    else if (refusal) show(...placeRefusal(refusal, fields))
    else show({})
  }

  async function meetTheirs(message: string) {
    const stored = await page.readTheirs()
    show({}, stored ? null : message)
    setTheirs(stored)
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    void save()
  }

  return (
    <form
      ref={form}
      noValidate
      className={classes.form}
      onSubmit={submit}
      onChange={() => setEdits('unsaved')}
    >
      <fieldset className={classes.fields} disabled={!canEdit}>
        {children(errors)}
      </fieldset>
      {alert && (
        <p className={classes.alert} role="alert">
          {alert}
        </p>
      )}
      {theirs && (
        <Conflict
          at={theirs.updatedAt}
          onSee={() => page.meet(theirs)}
          onSave={() => void save(theirs.version)}
        />
      )}
      {canEdit && !theirs && (
        <div className={classes.buttons}>
          <Button type="submit" variant="default" loading={isSaving}>
            Save
          </Button>
          <span role="status" className={classes.saved}>
            {edits === 'saved' && 'Saved'}
          </span>
        </div>
      )}
    </form>
  )
}
