import { useCampaignOptions } from '../campaigns/CampaignSelect.tsx'
import type { ScanFilter } from '../gql/graphql.ts'
import { classesOf } from '../scans/words.ts'
import { readField } from '../ui/fields.ts'
import { Select } from '../ui/Select.tsx'
import classes from './Exports.module.css'

type FilterFieldsProps = {
  /** What the page that was exported from is filtered by. */
  filter: ScanFilter | undefined
  words: string | undefined
}

/** Which scans. What came with the page is one choice as a whole; without it, a campaign and whose requests. */
export function FilterFields({ filter, words }: FilterFieldsProps) {
  const campaigns = useCampaignOptions()
  if (words && filter) {
    return (
      <Select
        name="scope"
        label="Filter"
        defaultValue="page"
        data={[
          { value: 'page', label: words },
          { value: 'none', label: 'No filter: people on every code' },
        ]}
      />
    )
  }
  return (
    <div className={classes.pair}>
      <Select
        name="campaign"
        label="Campaign"
        data={[
          { value: '', label: 'Any campaign' },
          ...campaigns.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <Select
        name="traffic"
        label="Requests"
        defaultValue={filter && isEverything(filter) ? 'all' : ''}
        data={[
          { value: '', label: 'People only' },
          { value: 'all', label: 'Everything that came' },
        ]}
      />
    </div>
  )
}

/** What the fields say, as the server is asked for it; nothing when they say nothing. */
export function readFilter(form: FormData, page: ScanFilter | undefined): ScanFilter | undefined {
  if (form.has('scope')) return readField(form, 'scope') === 'page' ? page : undefined
  const campaign = readField(form, 'campaign')
  const isAll = readField(form, 'traffic') === 'all'
  if (!campaign && !isAll) return undefined
  return {
    ...(campaign && { campaignIds: [campaign] }),
    ...(isAll && { classifications: classesOf('all') }),
  }
}

function isEverything({ classifications }: ScanFilter): boolean {
  return (classifications ?? []).length > 1
}
