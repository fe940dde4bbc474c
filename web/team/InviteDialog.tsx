import { Button, Modal, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useMutation } from 'urql'
import { showToast } from '../frame/toast.ts'
import { useViewer } from '../frame/viewer.ts'
import type { MemberRole } from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import { placeRefusal, readField, useFieldErrors } from '../ui/fields.ts'
import { RoleSelect } from '../ui/RoleSelect.tsx'
import { inviteDocument } from './documents.ts'
import classes from './Team.module.css'
import { givableBy, roles } from './words.ts'

type InviteDialogProps = { opened: boolean; onClose: () => void }

/** One person: their address, and what they may do. */
export function InviteDialog({ opened, onClose }: InviteDialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Invite somebody"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <InviteForm onDone={onClose} />
    </Modal>
  )
}

function InviteForm({ onDone }: { onDone: () => void }) {
  const viewer = useViewer()
  const { form, errors, alert, show } = useFieldErrors()
  const [role, setRole] = useState<MemberRole>('EDITOR')
  const [{ fetching }, send] = useMutation(inviteDocument)
  const givable = givableBy(viewer.role)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const email = readField(data, 'email')
    if (!email) return show({ email: 'Enter an e-mail address.' })
    show({})
    const input = { email, role, name: readField(data, 'name') || null }
    const { error } = await send({ input })
    if (error) return show(...placeRefusal(readRefusal(error), ['email', 'name']))
    showToast({ text: `An invitation is on its way to ${email}.` })
    onDone()
  }

  return (
    <form ref={form} noValidate onSubmit={(event) => void submit(event)} className={classes.fields}>
      <TextInput
        name="email"
        type="email"
        label="E-mail"
        description="The invitation is good for this address only, for 7 days."
        autoComplete="off"
        data-autofocus
        error={errors.email}
      />
      <TextInput
        name="name"
        label="Name"
        description="Optional."
        autoComplete="off"
        error={errors.name}
      />
      <RoleSelect
        name="role"
        label="Role"
        roles={roles.filter((each) => givable.includes(each.role))}
        value={role}
        onChange={setRole}
      />
      {alert && (
        <p className={classes.alert} role="alert">
          {alert}
        </p>
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" loading={fetching}>
          Send the invitation
        </Button>
      </div>
    </form>
  )
}
