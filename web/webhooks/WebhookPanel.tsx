import { Button, Drawer, Modal } from '@mantine/core'
import { useState } from 'react'
import { useClient } from 'urql'
import type { WebhookRowFragment } from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import { Confirm } from '../ui/Confirm.tsx'
import { formatMoment } from '../ui/format.ts'
import { useZone } from '../ui/zone.ts'
import {
  deleteWebhookDocument,
  rotateSecretDocument,
  testWebhookDocument,
  updateWebhookDocument,
} from './documents.ts'
import { Log } from './Log.tsx'
import { Secret } from './Secret.tsx'
import { WebhookDialog } from './WebhookDialog.tsx'
import classes from './Webhooks.module.css'
import { eventWords } from './words.ts'

type WebhookPanelProps = { webhook: WebhookRowFragment | null; onClose: () => void }

/** One webhook: what it is told, what can be done with it, and what came of each message. */
export function WebhookPanel({ webhook, onClose }: WebhookPanelProps) {
  return (
    <Drawer
      opened={webhook !== null}
      onClose={onClose}
      size={560}
      title={webhook ? new URL(webhook.url).host : 'Webhook'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {webhook && <Contents key={webhook.id} webhook={webhook} onClose={onClose} />}
    </Drawer>
  )
}

type ContentsProps = { webhook: WebhookRowFragment; onClose: () => void }

function Contents({ webhook, onClose }: ContentsProps) {
  const zone = useZone()
  const { url, isEnabled, disabledReason, previousSecretUntil } = webhook
  return (
    <>
      <p className={classes.url}>{url}</p>
      <p className={classes.quiet}>
        Told when {webhook.events.map((each) => lower(eventWords[each].label)).join(' or ')}.
      </p>
      {!isEnabled && (
        <p className={classes.alert} role="status">
          {disabledReason ?? 'Switched off: nothing is sent to it.'}
        </p>
      )}
      {previousSecretUntil && (
        <p className={classes.quiet}>
          The secret before this one signs along until {formatMoment(previousSecretUntil, zone)}.
        </p>
      )}
      <Acts webhook={webhook} onClose={onClose} />
      <h3 className={classes.title}>Messages of the last 30 days</h3>
      <Log webhook={webhook} />
    </>
  )
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

function Acts({ webhook, onClose }: ContentsProps) {
  const { id, isEnabled, version } = webhook
  const client = useClient()
  const [busy, setBusy] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [dialog, setDialog] = useState<'edit' | 'delete' | 'rotate' | null>(null)
  const [secret, setSecret] = useState<string | null>(null)

  async function run(
    act: string,
    work: () => Promise<{ error?: Parameters<typeof readRefusal>[0] | undefined }>,
  ) {
    setBusy(act)
    setProblem(null)
    const { error } = await work()
    setBusy(null)
    if (error) setProblem(readRefusal(error).message)
    return !error
  }

  async function rotate() {
    await run('rotate', async () => {
      const result = await client.mutation(rotateSecretDocument, { id })
      setSecret(result.data?.rotateWebhookSecret.secret ?? null)
      return result
    })
    setDialog(null)
  }

  async function remove() {
    const isDone = await run('delete', () =>
      client.mutation(deleteWebhookDocument, { id }).toPromise(),
    )
    setDialog(null)
    if (isDone) onClose()
  }

  return (
    <>
      <div className={classes.acts}>
        <Button
          variant="default"
          loading={busy === 'test'}
          onClick={() =>
            void run('test', () => client.mutation(testWebhookDocument, { id }).toPromise())
          }
        >
          Send a test
        </Button>
        <Button variant="default" onClick={() => setDialog('edit')}>
          Edit
        </Button>
        <Button
          variant="default"
          loading={busy === 'switch'}
          onClick={() =>
            void run('switch', () =>
              client
                .mutation(updateWebhookDocument, { id, input: { isEnabled: !isEnabled, version } })
                .toPromise(),
            )
          }
        >
          {isEnabled ? 'Switch off' : 'Switch on'}
        </Button>
        <Button variant="default" onClick={() => setDialog('rotate')}>
          New secret
        </Button>
        <Button variant="default" onClick={() => setDialog('delete')}>
          Delete
        </Button>
      </div>
      {problem && (
        <p className={classes.alert} role="alert">
          {problem}
        </p>
      )}
      <WebhookDialog opened={dialog === 'edit'} webhook={webhook} onClose={() => setDialog(null)} />
      <Confirm
        opened={dialog === 'rotate'}
        title="Make a new secret?"
        consequence="For 24 hours messages are signed with both, so that you can exchange yours in peace."
        verb="Make a new one"
        busy={busy === 'rotate'}
        error={null}
        onConfirm={() => void rotate()}
        onClose={() => setDialog(null)}
      />
      <Confirm
        opened={dialog === 'delete'}
        title="Delete this webhook?"
        consequence="Nothing more is sent to it, and its log goes with it."
        verb="Delete"
        busy={busy === 'delete'}
        error={null}
        onConfirm={() => void remove()}
        onClose={() => setDialog(null)}
      />
      <Modal
        opened={secret !== null}
        onClose={() => setSecret(null)}
        closeOnClickOutside={false}
        title="Its new secret"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {secret && <Secret secret={secret} onDone={() => setSecret(null)} />}
      </Modal>
    </>
  )
}
