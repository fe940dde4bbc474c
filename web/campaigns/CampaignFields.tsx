import { Textarea, TextInput } from '@mantine/core'
import type { CampaignDetailsFragment, CampaignStatus } from '../gql/graphql.ts'
import { type FieldErrors, readField } from '../ui/fields.ts'
import { Select } from '../ui/Select.tsx'
import { useZone } from '../ui/zone.ts'
import classes from './Campaigns.module.css'
import { campaignStatuses, statusWords } from './words.ts'

type CampaignInput = {
  name: string
  description: string | null
  startDate: string | null
  endDate: string | null
  status: CampaignStatus
}

export const campaignFieldNames = ['name', 'description', 'startDate', 'endDate', 'status']

type CampaignFieldsProps = { errors: FieldErrors; initial?: CampaignDetailsFragment }

/** What a person decides about a campaign, when making it and later. */
export function CampaignFields({ errors, initial }: CampaignFieldsProps) {
  const zone = useZone()
  return (
    <>
      <TextInput
        name="name"
        label="Name"
        placeholder="Autumn menu"
        maxLength={200}
        defaultValue={initial?.name}
        error={errors.name}
      />
      <Textarea
        name="description"
        label="Description"
        description="Optional. What it is for, and who looks after it."
        rows={3}
        maxLength={2_000}
        defaultValue={initial?.description ?? ''}
        error={errors.description}
      />
      <div className={classes.pair}>
        <TextInput
          name="startDate"
          type="date"
          label="First day"
          description={`Optional, ${zone}.`}
          defaultValue={initial?.startDate ?? ''}
          error={errors.startDate}
        />
        <TextInput
          name="endDate"
          type="date"
          label="Last day"
          description="Optional, included."
          defaultValue={initial?.endDate ?? ''}
          error={errors.endDate}
        />
      </div>
      <Select
        name="status"
        label="Status"
        description="An active one begins and ends by its days on its own. Its codes work all the time."
        defaultValue={initial?.chosenStatus ?? 'ACTIVE'}
        data={campaignStatuses.map((each) => ({ value: each, label: statusWords[each].label }))}
        error={errors.status}
      />
    </>
  )
}

export function readCampaign(form: FormData): CampaignInput {
  const status = readField(form, 'status')
  return {
    name: readField(form, 'name'),
    description: readField(form, 'description') || null,
    startDate: readField(form, 'startDate') || null,
    endDate: readField(form, 'endDate') || null,
    status: campaignStatuses.find((each) => each === status) ?? 'DRAFT',
  }
}

export function findProblems({ name, startDate, endDate }: CampaignInput): FieldErrors {
  const problems: FieldErrors = {}
  if (!name) problems.name = 'Give it a name.'
  if (startDate && endDate && endDate < startDate) {
    problems.endDate = 'The last day cannot come before the first.'
  }
  return problems
}
