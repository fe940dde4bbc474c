import { Choice } from '../ui/Choice.tsx'

type TrafficChoiceProps = {
  traffic: 'all' | undefined
  onChange: (traffic: 'all' | undefined) => void
}

/** People, or every request that reached a code. */
export function TrafficChoice({ traffic, onChange }: TrafficChoiceProps) {
  return (
    <Choice
      label="Which scans"
      value={traffic ?? 'people'}
      onChange={(value) => onChange(value === 'all' ? 'all' : undefined)}
      options={[
        { value: 'people', label: 'People only' },
        { value: 'all', label: 'Everything' },
      ]}
    />
  )
}
