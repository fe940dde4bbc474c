import { Button } from '@mantine/core'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useMutation, useQuery } from 'urql'
import { canEditCodes, useViewer } from '../frame/viewer.ts'
import type { QrCodeDetailsFragment } from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import { errorOf, stateOf } from '../state.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { placeRefusal, useFieldErrors } from '../ui/fields.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { FormSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { useZone } from '../ui/zone.ts'
import { CodeFields, codeFieldNames, findProblems, readCode } from './CodeFields.tsx'
import { createQrCodeDocument, limitsDocument, qrCodeDocument } from './documents.ts'
import { findLimit, type Limit, LimitPrompt } from './LimitPrompt.tsx'
import { Preview } from './Preview.tsx'
import classes from './QrCodes.module.css'
import { readOnlySentence } from './words.ts'

const route = getRouteApi('/qr-codes/new')

/** An empty form, or with `from` in the address one filled in as that code is. */
export function NewPage() {
  const viewer = useViewer()
  const { from } = route.useSearch()
  const [model] = useQuery({ query: qrCodeDocument, variables: { id: from ?? '' }, pause: !from })
  const isWaiting = Boolean(from) && !model.data && !model.error
  const [limits, retry] = useQuery({ query: limitsDocument })
  // The server's own no, when the last place went between the question and the answer.
  const [refused, setRefused] = useState<Limit | null>(null)
  const limit = refused ?? findLimit(limits.data)

  return (
    <>
      <PageHeader title="New QR code" back={<Link to="/qr-codes">QR codes</Link>} />
      {canEditCodes(viewer) ? (
        <Stateful
          state={limit ? 'locked' : isWaiting ? 'loading' : stateOf(limits)}
          skeleton={<FormSkeleton fields={4} />}
          locked={limit && <LimitPrompt limit={limit} />}
          error={errorOf(limits.error)}
          onRetry={() => retry({ requestPolicy: 'network-only' })}
        >
          <NewForm model={model.data?.qrCode} onLimit={setRefused} />
        </Stateful>
      ) : (
        <EmptyState title="Read only" text={readOnlySentence} />
      )}
    </>
  )
}

/** What a second one starts with: everything but an end that is over, under a name of its own. */
function copyOf(code: QrCodeDetailsFragment): QrCodeDetailsFragment {
  const isOver = code.expiresAt !== null && Date.parse(code.expiresAt) <= Date.now()
  return { ...code, name: `${code.name}, copy`, expiresAt: isOver ? null : code.expiresAt }
}

type NewFormProps = {
  model: QrCodeDetailsFragment | null | undefined
  onLimit: (limit: Limit) => void
}

function NewForm({ model, onLimit }: NewFormProps) {
  const [initial] = useState(model ? copyOf(model) : undefined)
  const zone = useZone()
  const navigate = useNavigate()
  const { form, errors, alert, show } = useFieldErrors()
  const [name, setName] = useState(initial?.name ?? '')
  const [{ fetching }, create] = useMutation(createQrCodeDocument)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const input = readCode(new FormData(event.currentTarget), zone)
    const problems = findProblems(input)
    show(problems)
    if (Object.keys(problems).length > 0) return
    const { data, error } = await create({ input })
    if (data) {
      await navigate({ to: '/qr-codes/$id', params: { id: data.createQrCode.id } })
    } else if (error) {
      const refusal = readRefusal(error)
      if (refusal.code === 'LIMIT_REACHED') {
        onLimit({ max: refusal.limit, planName: refusal.planName })
      } else show(...placeRefusal(refusal, codeFieldNames))
    }
  }

  return (
    <div className={classes.beside}>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => void submit(event)}
        className={classes.fields}
      >
        <CodeFields errors={errors} initial={initial} onName={setName} />
        {alert && (
          <p className={classes.alert} role="alert">
            {alert}
          </p>
        )}
        <div className={classes.buttons}>
          <Button type="submit" size="md" loading={fetching}>
            Create QR code
          </Button>
          <Button variant="default" size="md" component={Link} to="/qr-codes">
            Cancel
          </Button>
        </div>
      </form>
      <Preview name={name} />
    </div>
  )
}
