import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useQuery } from 'urql'
import { canEditCodes, useViewer } from '../frame/viewer.ts'
import { errorOf } from '../state.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { FormSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { DeleteSection } from './DeleteSection.tsx'
import { qrCodeDocument } from './documents.ts'
import { EditForm } from './EditForm.tsx'
import { readOnlySentence } from './words.ts'

const route = getRouteApi('/qr-codes/$id/settings')

export function SettingsPage() {
  const { id } = route.useParams()
  const [answer, ask] = useQuery({ query: qrCodeDocument, variables: { id } })
  const code = answer.data?.qrCode
  const isEditor = canEditCodes(useViewer())
  // The form starts anew only when asked to: a change elsewhere must not replace what is typed.
  const [edition, setEdition] = useState(0)

  return (
    <>
      <PageHeader
        title={code ? `Edit ${code.name}` : 'Edit QR code'}
        back={
          <Link to="/qr-codes/$id" params={{ id }}>
            {code?.name ?? 'QR code'}
          </Link>
        }
      />
      <Stateful
        state={code ? 'ready' : answer.error ? 'error' : 'loading'}
        skeleton={<FormSkeleton fields={4} />}
        error={errorOf(answer.error)}
        onRetry={() => ask({ requestPolicy: 'network-only' })}
      >
        {!isEditor && <EmptyState title="Read only" text={readOnlySentence} />}
        {code && isEditor && (
          <>
            <EditForm key={edition} code={code} onReset={() => setEdition(edition + 1)} />
            <DeleteSection code={code} />
          </>
        )}
      </Stateful>
    </>
  )
}
