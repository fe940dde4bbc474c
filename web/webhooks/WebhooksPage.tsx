import { Button } from '@mantine/core'
import { useState } from 'react'
import { useQuery } from 'urql'
import { canRunOrganization, useViewer } from '../frame/viewer.ts'
import type { WebhookRowFragment } from '../gql/graphql.ts'
import { errorOf, stateOf } from '../state.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { RelativeTime } from '../ui/RelativeTime.tsx'
import { Section } from '../ui/Section.tsx'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { StatusDot } from '../ui/StatusDot.tsx'
import { webhooksDocument } from './documents.ts'
import { WebhookDialog } from './WebhookDialog.tsx'
import { WebhookPanel } from './WebhookPanel.tsx'
import classes from './Webhooks.module.css'
import { answerOf, readOnlySentence, stateOfWebhook } from './words.ts'

/** Which systems of the customer's are told what happens here. */
export function WebhooksPage() {
  const mayRun = canRunOrganization(useViewer())
  return (
    <Section title="Webhooks">
      <p className={classes.quiet}>
        {mayRun
          ? 'When an export is ready, or has failed, we tell an address of yours, signed as Standard Webhooks has it.'
          : readOnlySentence}
      </p>
      {mayRun && <List />}
    </Section>
  )
}

function List() {
  const [answer, ask] = useQuery({ query: webhooksDocument })
  const webhooks = answer.data?.organization?.webhooks.nodes ?? []
  const [isAdding, setAdding] = useState(false)
  const [openId, setOpenId] = useState<string | null>(null)
  return (
    <>
      <div className={classes.bar}>
        <Button onClick={() => setAdding(true)} aria-haspopup="dialog">
          Add a webhook
        </Button>
      </div>
      <Stateful
        state={stateOf(answer, webhooks.length === 0)}
        skeleton={<RowsSkeleton rows={2} narrow={60} />}
        error={errorOf(answer.error)}
        onRetry={() => ask({ requestPolicy: 'network-only' })}
        empty={
          <EmptyState
            title="No webhooks yet"
            text="Add the address of a system that should hear of finished exports, and send it a test."
          />
        }
      >
        <DataTable<WebhookRowFragment>
          caption="Webhooks, newest first"
          columns={columnsOf(setOpenId)}
          rows={webhooks}
          narrow={(webhook) => ({
            first: <Name webhook={webhook} onOpen={setOpenId} />,
            second: <Last webhook={webhook} />,
            figure: <StatusDot {...stateOfWebhook(webhook)} />,
          })}
        />
      </Stateful>
      <WebhookDialog opened={isAdding} webhook={null} onClose={() => setAdding(false)} />
      <WebhookPanel
        webhook={webhooks.find(({ id }) => id === openId) ?? null}
        onClose={() => setOpenId(null)}
      />
    </>
  )
}

type Open = (id: string) => void

function columnsOf(onOpen: Open): Column<WebhookRowFragment>[] {
  return [
    {
      key: 'url',
      head: 'Address',
      isName: true,
      cell: (webhook) => <Name webhook={webhook} onOpen={onOpen} />,
    },
    { key: 'what', head: 'For', width: '24%', spare: true, cell: (row) => row.description },
    { key: 'last', head: 'Last message', width: '30%', cell: (row) => <Last webhook={row} /> },
    {
      key: 'state',
      head: 'State',
      width: 176,
      cell: (row) => <StatusDot {...stateOfWebhook(row)} />,
    },
  ]
}

function Name({ webhook, onOpen }: { webhook: WebhookRowFragment; onOpen: Open }) {
  return (
    <button
      type="button"
      className={`oi-cover ${classes.name}`}
      title={webhook.url}
      onClick={() => onOpen(webhook.id)}
    >
      {webhook.url.replace('https://', '')}
    </button>
  )
}

function Last({ webhook: { lastDelivery } }: { webhook: WebhookRowFragment }) {
  if (!lastDelivery) return <span className={classes.quiet}>None yet</span>
  return (
    <span className={classes.quiet}>
      {answerOf(lastDelivery)}, <RelativeTime at={lastDelivery.at ?? lastDelivery.createdAt} />
    </span>
  )
}
