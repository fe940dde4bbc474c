import { Button } from '@mantine/core'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useClient, useMutation, useQuery } from 'urql'
import { showToast } from '../frame/toast.ts'
import { canEditCodes, useViewer } from '../frame/viewer.ts'
import type { CampaignDetailsFragment } from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import { errorOf } from '../state.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { Section } from '../ui/Section.tsx'
import { FormSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import classes from './Campaigns.module.css'
import {
  campaignDocument,
  deleteCampaignDocument,
  restoreCampaignDocument,
  updateCampaignDocument,
} from './documents.ts'
import { EditForm } from './EditForm.tsx'
import { readOnlySentence } from './words.ts'

const route = getRouteApi('/campaigns/$id/settings')

export function SettingsPage() {
  const { id } = route.useParams()
  const [answer, ask] = useQuery({ query: campaignDocument, variables: { id } })
  const campaign = answer.data?.campaign
  const isEditor = canEditCodes(useViewer())
  // The form starts anew only when asked to: a change elsewhere must not replace what is typed.
  const [edition, setEdition] = useState(0)

  return (
    <>
      <PageHeader
        title={campaign ? `Edit ${campaign.name}` : 'Edit campaign'}
        back={
          <Link to="/campaigns/$id" params={{ id }}>
            {campaign?.name ?? 'Campaign'}
          </Link>
        }
      />
      <Stateful
        state={campaign ? 'ready' : answer.error ? 'error' : 'loading'}
        skeleton={<FormSkeleton fields={4} />}
        error={errorOf(answer.error)}
        onRetry={() => ask({ requestPolicy: 'network-only' })}
      >
        {!isEditor && <EmptyState title="Read only" text={readOnlySentence} />}
        {campaign && isEditor && (
          <>
            <EditForm key={edition} campaign={campaign} onReset={() => setEdition(edition + 1)} />
            <Putting campaign={campaign} />
          </>
        )}
      </Stateful>
    </>
  )
}

/** Out of the way, or away: neither touches a code, and both can be taken back. */
function Putting({ campaign }: { campaign: CampaignDetailsFragment }) {
  const { id, name, chosenStatus } = campaign
  const client = useClient()
  const navigate = useNavigate()
  const [archiving, update] = useMutation(updateCampaignDocument)
  const [deleting, remove] = useMutation(deleteCampaignDocument)

  async function archive() {
    const { error } = await update({ id, input: { status: 'ARCHIVED' } })
    if (error) return showToast({ text: readRefusal(error).message })
    await navigate({ to: '/campaigns' })
    showToast({ text: `${name} archived.`, onUndo: () => void bringBack() })
  }

  async function bringBack() {
    const { error } = await client.mutation(updateCampaignDocument, {
      ...{ id, input: { status: chosenStatus } },
    })
    showToast({ text: error ? readRefusal(error).message : `${name} is back.` })
  }

  async function takeAway() {
    const { error } = await remove({ id })
    if (error) return showToast({ text: readRefusal(error).message })
    await navigate({ to: '/campaigns' })
    showToast({ text: `${name} deleted.`, onUndo: () => void restore() })
  }

  async function restore() {
    const { error } = await client.mutation(restoreCampaignDocument, { id })
    showToast({ text: error ? readRefusal(error).message : `${name} is back, with its codes.` })
  }

  return (
    <Section title="Archive or delete">
      <p className={classes.quiet}>
        Archiving takes it out of the list and keeps its figures. Deleting takes both away. Its
        codes stay and keep working either way.
      </p>
      <div className={classes.buttons}>
        {chosenStatus !== 'ARCHIVED' && (
          <Button variant="default" onClick={() => void archive()} loading={archiving.fetching}>
            Archive this campaign
          </Button>
        )}
        <Button variant="default" onClick={() => void takeAway()} loading={deleting.fetching}>
          Delete this campaign
        </Button>
      </div>
    </Section>
  )
}
