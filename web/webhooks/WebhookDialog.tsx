import { Button, Modal, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useMutation } from 'urql'
import type { WebhookEvent, WebhookRowFragment } from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import { Checks } from '../ui/Checks.tsx'
import { placeRefusal, readField, useFieldErrors } from '../ui/fields.ts'
import { createWebhookDocument, updateWebhookDocument } from './documents.ts'
import { Secret } from './Secret.tsx'
import classes from './Webhooks.module.css'
import { events, eventWords } from './words.ts'

type WebhookDialogProps = {
  opened: boolean
  /** Null: a new one. */
  webhook: WebhookRowFragment | null
  onClose: () => void
}

/** Where to, what for, and of what; a new one shows its secret this once. */
export function WebhookDialog({ opened, webhook, onClose }: WebhookDialogProps) {
  const [secret, setSecret] = useState<string | null>(null)
  function close() {
    setSecret(null)
    onClose()
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      // Who clicks beside it by accident has lost the secret.
      closeOnClickOutside={secret === null}
      title={secret ? 'Its secret' : webhook ? 'Edit the webhook' : 'Add a webhook'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {secret ? (
        <Secret secret={secret} onDone={close} />
      ) : (
        <Form
          webhook={webhook}
          onCancel={close}
          onDone={(made) => (made ? setSecret(made) : close())}
        />
      )}
    </Modal>
  )
}

type FormProps = {
  webhook: WebhookRowFragment | null
  onCancel: () => void
  /** With the secret of a new one. */
  onDone: (secret: string | null) => void
}

function Form({ webhook, onCancel, onDone }: FormProps) {
  const { form, errors, alert, show } = useFieldErrors()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(webhook?.events ?? events))
  const [{ fetching: isCreating }, create] = useMutation(createWebhookDocument)
  const [{ fetching: isUpdating }, update] = useMutation(updateWebhookDocument)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const typed = new FormData(event.currentTarget)
    const input = {
      url: readField(typed, 'url'),
      description: readField(typed, 'description'),
      events: events.filter((each) => chosen.has(each)) as WebhookEvent[],
    }
    if (!input.url) return show({ url: 'Enter an address that starts with https://.' })
    if (input.events.length === 0) return show({}, 'Choose at least one event.')
    show({})
    if (webhook) {
      const { error } = await update({
        id: webhook.id,
        input: { ...input, version: webhook.version },
      })
      if (error) return show(...placeRefusal(readRefusal(error), ['url', 'description']))
      return onDone(null)
    }
    const { data, error } = await create({ input })
    if (error) return show(...placeRefusal(readRefusal(error), ['url', 'description']))
    onDone(data?.createWebhook.secret ?? null)
  }

  return (
    <form ref={form} noValidate className={classes.fields} onSubmit={(event) => void submit(event)}>
      <TextInput
        name="url"
        type="url"
        inputMode="url"
        label="Address"
        description="https, reachable from the internet."
        placeholder="https://"
        autoComplete="off"
        defaultValue={webhook?.url}
        data-autofocus
        error={errors.url}
      />
      <TextInput
        name="description"
        label="What it is for"
        description="Optional."
        autoComplete="off"
        maxLength={200}
        defaultValue={webhook?.description ?? ''}
        error={errors.description}
      />
      <Checks
        legend="What it is told"
        chosen={chosen}
        onChange={setChosen}
        options={events.map((value) => ({ value, ...eventWords[value] }))}
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
        <Button type="submit" loading={isCreating || isUpdating}>
          {webhook ? 'Save' : 'Add it'}
        </Button>
      </div>
    </form>
  )
}
