import { useEffect, useState } from 'react'
import { useMutation } from 'urql'
import type { DeliveryRowFragment, WebhookRowFragment } from '../gql/graphql.ts'
import { usePages } from '../pages.ts'
import { readRefusal } from '../refusal.ts'
import { errorOf, stateOfPages } from '../state.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { RelativeTime } from '../ui/RelativeTime.tsx'
import { ShowMore } from '../ui/ShowMore.tsx'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { StatusDot } from '../ui/StatusDot.tsx'
import { deliveriesDocument, redeliverDocument } from './documents.ts'
import classes from './Webhooks.module.css'
import { answerOf, stateOfDelivery } from './words.ts'

/** How often a log with something about to be sent is looked at again, in milliseconds. */
const again = 2_000

/** What was sent, what came back, and each of it once more. */
export function Log({ webhook }: { webhook: WebhookRowFragment }) {
  const pages = usePages(
    deliveriesDocument,
    {},
    (data) => data.organization?.webhooks.nodes.find(({ id }) => id === webhook.id)?.deliveries,
  )
  const rows = pages.nodes ?? []
  useWatch(rows, pages.retry)
  return (
    <Stateful
      state={stateOfPages(pages)}
      skeleton={<RowsSkeleton rows={4} narrow={60} />}
      error={errorOf(pages.refusal)}
      onRetry={pages.retry}
      empty={
        <EmptyState title="No message yet" text="Send a test: it shows up here with the answer." />
      }
    >
      <ul className={classes.log}>
        {rows.map((delivery) => (
          <Line key={delivery.id} delivery={delivery} isEnabled={webhook.isEnabled} />
        ))}
      </ul>
      {pages.next !== null && (
        <ShowMore isLoading={pages.isLoadingMore} onMore={() => pages.more(pages.next ?? '')} />
      )}
    </Stateful>
  )
}

/** While a message is about to be sent, its answer is a moment away. */
function useWatch(rows: readonly DeliveryRowFragment[], look: () => void): void {
  const soon = Date.now() + 60_000
  const isWaiting = rows.some(
    ({ state, nextAt }) => state === 'PENDING' && (nextAt === null || Date.parse(nextAt) < soon),
  )
  useEffect(() => {
    if (!isWaiting) return
    const timer = setInterval(look, again)
    return () => clearInterval(timer)
  }, [isWaiting, look])
}

function Line({ delivery, isEnabled }: { delivery: DeliveryRowFragment; isEnabled: boolean }) {
  const [{ fetching }, redeliver] = useMutation(redeliverDocument)
  const [problem, setProblem] = useState<string | null>(null)
  const { id, event, attempts, responseExcerpt, nextAt, createdAt, state } = delivery

  async function sendAgain() {
    const { error } = await redeliver({ id })
    setProblem(error ? readRefusal(error).message : null)
  }

  return (
    <li className={classes.delivery}>
      <div className={classes.line}>
        <span className={classes.event}>{event}</span>
        <StatusDot {...stateOfDelivery(delivery)} />
        <span className={classes.when}>
          <RelativeTime at={createdAt} />
        </span>
      </div>
      <div className={classes.line}>
        <span className={classes.quiet}>
          {attempts === 1 ? '1 attempt' : `${attempts} attempts`}: {answerOf(delivery)}
          {nextAt && state === 'PENDING' && attempts > 0 && (
            <>
              , next <RelativeTime at={nextAt} />
            </>
          )}
        </span>
        {state !== 'PENDING' && isEnabled && (
          <button
            type="button"
            className={classes.again}
            disabled={fetching}
            onClick={() => void sendAgain()}
          >
            Send again<span className="oi-unseen"> {event}</span>
          </button>
        )}
      </div>
      {responseExcerpt && (
        <details className={classes.excerpt}>
          <summary>Answer</summary>
          <pre>{responseExcerpt}</pre>
        </details>
      )}
      {problem && (
        <p className={classes.alert} role="alert">
          {problem}
        </p>
      )}
    </li>
  )
}
