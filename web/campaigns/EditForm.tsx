import { Button } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useClient, useMutation } from 'urql'
import type { CampaignDetailsFragment } from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import { Conflict } from '../ui/Conflict.tsx'
import { placeRefusal, useFieldErrors } from '../ui/fields.ts'
import { useLeaveWarning } from '../ui/useLeaveWarning.ts'
import {
  CampaignFields,
  campaignFieldNames,
  findProblems,
  readCampaign,
} from './CampaignFields.tsx'
import classes from './Campaigns.module.css'
import { campaignDocument, updateCampaignDocument } from './documents.ts'

type EditFormProps = {
  campaign: CampaignDetailsFragment
  /** Starts the form anew with what is stored now. */
  onReset: () => void
}

export function EditForm({ campaign, onReset }: EditFormProps) {
  const { id } = campaign
  const navigate = useNavigate()
  const client = useClient()
  const { form, errors, alert, show } = useFieldErrors()
  const [start] = useState(campaign)
  const [theirs, setTheirs] = useState<CampaignDetailsFragment | null>(null)
  const [isUnsaved, setUnsaved] = useState(false)
  useLeaveWarning(isUnsaved)
  const [{ fetching }, update] = useMutation(updateCampaignDocument)

  async function save(version: number) {
    if (!form.current) return
    const input = readCampaign(new FormData(form.current))
    const problems = findProblems(input)
    show(problems)
    if (Object.keys(problems).length > 0) return
    const { error } = await update({ id, input: { ...input, version } })
    if (!error) {
      await navigate({ to: '/campaigns/$id', params: { id } })
      return
    }
    const refusal = readRefusal(error)
    if (refusal.code === 'CONFLICT') await meetTheirs()
    else if (refusal.code === 'NOT_FOUND')
      show({}, `${start.name} was deleted meanwhile. Nothing was saved.`)
    else show(...placeRefusal(refusal, campaignFieldNames))
  }

  async function meetTheirs() {
    const again = await client.query(campaignDocument, { id }, { requestPolicy: 'network-only' })
    if (again.data?.campaign) setTheirs(again.data.campaign)
    else if (again.error) show({}, readRefusal(again.error).message)
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    void save(start.version)
  }

  return (
    <form
      ref={form}
      noValidate
      onSubmit={submit}
      onChange={() => setUnsaved(true)}
      className={classes.fields}
    >
      <CampaignFields errors={errors} initial={start} />
      {alert && (
        <p className={classes.alert} role="alert">
          {alert}
        </p>
      )}
      {theirs ? (
        <Conflict at={theirs.updatedAt} onSee={onReset} onSave={() => void save(theirs.version)} />
      ) : (
        <div className={classes.buttons}>
          <Button type="submit" size="md" loading={fetching}>
            Save
          </Button>
          <Button variant="default" size="md" component={Link} to={`/campaigns/${id}`}>
            Cancel
          </Button>
        </div>
      )}
    </form>
  )
}
