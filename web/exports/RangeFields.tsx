import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { FieldErrors } from '../ui/fields.ts'
import type { DayRange } from '../ui/RangePicker.tsx'
import { Select } from '../ui/Select.tsx'
import classes from './Exports.module.css'

type RangeFieldsProps = { errors: FieldErrors; days: DayRange | null | undefined }

/** Which days: so many back, everything, or from one to another, both included. */
export function RangeFields({ errors, days }: RangeFieldsProps) {
  const [range, setRange] = useState(days === undefined ? '30' : days === null ? 'all' : 'custom')
  return (
    <>
      <Select
        name="range"
        label="Range"
        value={range}
        onChange={(event) => setRange(event.currentTarget.value)}
        data={[
          { value: '7', label: 'Last 7 days' },
          { value: '30', label: 'Last 30 days' },
          { value: '90', label: 'Last 90 days' },
          { value: 'all', label: 'Everything' },
          { value: 'custom', label: 'From and to' },
        ]}
      />
      {range === 'custom' && (
        <div className={classes.pair}>
          <TextInput
            name="from"
            type="date"
            label="From"
            defaultValue={days?.first}
            error={errors.from}
          />
          <TextInput
            name="to"
            type="date"
            label="To, included"
            defaultValue={days?.last}
            error={errors.to}
          />
        </div>
      )}
    </>
  )
}
