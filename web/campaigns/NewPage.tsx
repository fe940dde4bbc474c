import { Button } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { useMutation } from 'urql'
import { canEditCodes, useViewer } from '../frame/viewer.ts'
import { readRefusal } from '../refusal.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { placeRefusal, useFieldErrors } from '../ui/fields.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import {
  CampaignFields,
  campaignFieldNames,
  findProblems,
  readCampaign,
} from './CampaignFields.tsx'
import classes from './Campaigns.module.css'
import { createCampaignDocument } from './documents.ts'
import { readOnlySentence } from './words.ts'

export function NewPage() {
  const isEditor = canEditCodes(useViewer())
  return (
    <>
      <PageHeader title="New campaign" back={<Link to="/campaigns">Campaigns</Link>} />
      {isEditor ? <NewForm /> : <EmptyState title="Read only" text={readOnlySentence} />}
    </>
  )
}

function NewForm() {
  const navigate = useNavigate()
  const { form, errors, alert, show } = useFieldErrors()
  const [{ fetching }, create] = useMutation(createCampaignDocument)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const input = readCampaign(new FormData(event.currentTarget))
    const problems = findProblems(input)
    show(problems)
    if (Object.keys(problems).length > 0) return
    const { data, error } = await create({ input })
    if (data) await navigate({ to: '/campaigns/$id', params: { id: data.createCampaign.id } })
    else if (error) show(...placeRefusal(readRefusal(error), campaignFieldNames))
  }

  return (
    <form ref={form} noValidate onSubmit={(event) => void submit(event)} className={classes.fields}>
      <CampaignFields errors={errors} />
      {alert && (
        <p className={classes.alert} role="alert">
          {alert}
        </p>
      )}
      <div className={classes.buttons}>
        <Button type="submit" size="md" loading={fetching}>
          Create campaign
        </Button>
        <Button variant="default" size="md" component={Link} to="/campaigns">
          Cancel
        </Button>
      </div>
    </form>
  )
}
