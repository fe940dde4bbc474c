import { Button, Modal, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useMutation } from 'urql'
import type { Dataset, ExportFormat, RequestExportInput } from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import { type FieldErrors, placeRefusal, readField, useFieldErrors } from '../ui/fields.ts'
import { fromLocalInput } from '../ui/format.ts'
import { Select } from '../ui/Select.tsx'
import { useZone } from '../ui/zone.ts'
import { requestExportDocument } from './documents.ts'
import { startDownload } from './download.ts'
import classes from './Exports.module.css'
import { useFinished } from './useFinished.ts'
import { datasets, formatWords, nameOf } from './words.ts'

type Wanted = { dataset: Dataset; format: ExportFormat }

type RequestDialogProps = { option: Wanted | null; onClose: () => void }

/** One file: which range, in which zone; then it downloads. */
export function RequestDialog({ option, onClose }: RequestDialogProps) {
  return (
    <Modal
      opened={option !== null}
      onClose={onClose}
      title={option && `${nameOf(option.dataset)} as ${formatWords[option.format]}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {option && <RequestForm option={option} onDone={onClose} />}
    </Modal>
  )
}

function RequestForm({ option, onDone }: { option: Wanted; onDone: () => void }) {
  const zone = useZone()
  const { form, errors, alert, show } = useFieldErrors()
  const [{ fetching }, send] = useMutation(requestExportDocument)
  const tellWhenFinished = useFinished()
  const hasRange = datasets.find((each) => each.dataset === option.dataset)?.hasRange ?? false

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const input = readInput(new FormData(event.currentTarget), option, zone)
    const problems = findProblems(input)
    show(problems)
    if (Object.keys(problems).length > 0) return
    const { data, error } = await send({ input })
    if (error) show(...placeRefusal(readRefusal(error), ['from', 'to', 'timezone']))
    if (!data) return
    const made = data.requestExport
    if (made.downloadUrl) startDownload(made.downloadUrl, made.fileName)
    tellWhenFinished(made)
    onDone()
  }

  return (
    <form ref={form} noValidate onSubmit={(event) => void submit(event)} className={classes.fields}>
      {hasRange && <RangeFields errors={errors} />}
      <Select
        name="timezone"
        label="Time zone"
        description="For the times in the file."
        defaultValue={zone}
        data={timeZones(zone)}
        error={errors.timezone}
      />
      {alert && (
        <p className={classes.alert} role="alert">
          {alert}
        </p>
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" loading={fetching}>
          Download {formatWords[option.format]}
        </Button>
      </div>
    </form>
  )
}

function RangeFields({ errors }: { errors: FieldErrors }) {
  const [range, setRange] = useState('30')
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
          <TextInput name="from" type="date" label="From" error={errors.from} />
          <TextInput name="to" type="date" label="To, included" error={errors.to} />
        </div>
      )}
    </>
  )
}

function readInput(form: FormData, { dataset, format }: Wanted, zone: string): RequestExportInput {
  const timezone = readField(form, 'timezone') || zone
  const range = readField(form, 'range')
  const input = { dataset, format, timezone }
  if (range === '' || range === 'all') return input
  if (range !== 'custom') return { ...input, days: Number(range) }
  return {
    ...input,
    from: fromLocalInput(`${readField(form, 'from')}T00:00`, timezone) ?? '',
    to: endOfDay(readField(form, 'to'), timezone) ?? '',
  }
}

function findProblems({ from, to }: RequestExportInput): FieldErrors {
  const problems: FieldErrors = {}
  if (from === '') problems.from = 'Give the first day.'
  if (to === '') problems.to = 'Give the last day.'
  else if (from && to && from >= to) problems.to = 'The last day is before the first.'
  return problems
}

/** The first moment after a day, since ranges do not include their end. */
function endOfDay(day: string, zone: string): string | null {
  const next = new Date(Date.parse(`${day}T00:00Z`) + 86_400_000)
  if (Number.isNaN(next.getTime())) return null
  return fromLocalInput(next.toISOString().slice(0, 16), zone)
}

function timeZones(first: string): string[] {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone
  return [...new Set([first, own, 'UTC', ...Intl.supportedValuesOf('timeZone')])]
}
