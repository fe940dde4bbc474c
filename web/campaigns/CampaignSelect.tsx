import { useQuery } from 'urql'
import { Select } from '../ui/Select.tsx'
import { campaignOptionsDocument } from './documents.ts'

type Option = { id: string; name: string }

/** The campaigns there are to choose from; `own` is among them even when it is archived or one of very many. */
export function useCampaignOptions(own?: Option | null): Option[] {
  const [{ data }] = useQuery({ query: campaignOptionsDocument })
  const all = data?.organization?.campaigns.nodes ?? []
  return own && !all.some(({ id }) => id === own.id) ? [own, ...all] : all
}

type CampaignSelectProps = {
  own?: Option | null | undefined
  description?: string
  error?: string | undefined
}

/** Which campaign a code or a file belongs to, in a form. */
export function CampaignSelect({
  own,
  description = 'Optional. Its scans count for it.',
  error,
}: CampaignSelectProps) {
  const options = useCampaignOptions(own)
  return (
    <Select
      name="campaignId"
      label="Campaign"
      description={description}
      defaultValue={own?.id ?? ''}
      data={[
        { value: '', label: 'None' },
        ...options.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      error={error}
    />
  )
}
