import { Button, Modal, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useClient, useQuery } from 'urql'
import { datasets, formatWords, wordsOf } from '../exports/words.ts'
import type {
  CreateExportScheduleInput,
  Dataset,
  ExportChoiceFragment,
  ExportFormat,
  ScheduleChoicesQuery,
  SchedulePeriod,
  ScheduleRowFragment,
} from '../gql/graphql.ts'
import { type Refusal, readRefusal } from '../refusal.ts'
import { Checks } from '../ui/Checks.tsx'
import { Choice } from '../ui/Choice.tsx'
import { placeRefusal, readField, useFieldErrors } from '../ui/fields.ts'
import { Select } from '../ui/Select.tsx'
import { FormSkeleton } from '../ui/Skeletons.tsx'
import { useZone } from '../ui/zone.ts'
import {
  createScheduleDocument,
  scheduleChoicesDocument,
  updateScheduleDocument,
} from './documents.ts'
import classes from './Schedules.module.css'
import { everyWords, hours, periodWords, usualPeriod, weekdays } from './words.ts'

type ScheduleDialogProps = {
  opened: boolean
  /** Null: a new one. */
  schedule: ScheduleRowFragment | null
  onClose: () => void
}

/** What, how often, of which days, to whom and how. */
export function ScheduleDialog({ opened, schedule, onClose }: ScheduleDialogProps) {
  const [{ data }] = useQuery({ query: scheduleChoicesDocument, pause: !opened })
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={schedule ? `Edit ${schedule.name}` : 'New schedule'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {data?.organization ? (
        <Form schedule={schedule} choices={data.organization} onClose={onClose} />
      ) : (
        <FormSkeleton fields={5} />
      )}
    </Modal>
  )
}

type Choices = NonNullable<ScheduleChoicesQuery['organization']>
type FormProps = { schedule: ScheduleRowFragment | null; choices: Choices; onClose: () => void }
type Every = ScheduleRowFragment['every']

const fields = ['name', 'dataset', 'format', 'weekday', 'dayOfMonth', 'hour', 'recipientIds']

function Form({ schedule, choices, onClose }: FormProps) {
  const zone = useZone()
  const client = useClient()
  const { form, errors, alert, show } = useFieldErrors()
  const [isBusy, setBusy] = useState(false)
  const allowed = choices.exportOptions.filter((option) => option.allowed && option.offered)
  const [dataset, setDataset] = useState<Dataset>(schedule?.dataset ?? 'QR_CODES')
  const [every, setEvery] = useState<Every>(schedule?.every ?? 'WEEKLY')
  const [to, setTo] = useState<ReadonlySet<string>>(
    new Set(schedule?.recipients.map(({ id }) => id)),
  )

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const typed = new FormData(event.currentTarget)
    const name = readField(typed, 'name')
    if (!name) return show({ name: 'Give it a name.' })
    const input: CreateExportScheduleInput = {
      name,
      dataset,
      format: readField(typed, 'format') as ExportFormat,
      every,
      ...(every === 'WEEKLY' && { weekday: Number(readField(typed, 'weekday')) }),
      ...(every === 'MONTHLY' && { dayOfMonth: Number(readField(typed, 'dayOfMonth')) }),
      hour: Number(readField(typed, 'hour')),
      range: (readField(typed, 'range') as SchedulePeriod) || 'ALL',
      ...(to.size > 0 && { recipientIds: [...to] }),
      delivery: readField(typed, 'delivery') === 'ATTACHMENT' ? 'ATTACHMENT' : 'LINK',
    }
    setBusy(true)
    const refusal = await save(input)
    setBusy(false)
    if (refusal) return show(...placeRefusal(refusal, fields))
    onClose()
  }

  async function save(input: CreateExportScheduleInput): Promise<Refusal | null> {
    const { error } = schedule
      ? await client.mutation(updateScheduleDocument, {
          id: schedule.id,
          input: { ...input, version: schedule.version },
        })
      : await client.mutation(createScheduleDocument, { input })
    return error ? readRefusal(error) : null
  }

  return (
    <form ref={form} noValidate className={classes.fields} onSubmit={(event) => void submit(event)}>
      <TextInput
        name="name"
        label="Name"
        maxLength={200}
        autoComplete="off"
        defaultValue={schedule?.name}
        data-autofocus
        error={errors.name}
      />
      <What
        allowed={allowed}
        dataset={dataset}
        format={schedule?.format}
        range={schedule?.range ?? usualPeriod[every]}
        onDataset={setDataset}
      />
      <When
        schedule={schedule}
        every={every}
        zone={schedule?.timezone ?? zone}
        onEvery={setEvery}
      />
      <To choices={choices} chosen={to} onChange={setTo} error={errors.recipientIds} />
      <Select
        name="delivery"
        label="The mail"
        description="A file larger than 10 MB is mailed as a link."
        defaultValue={schedule?.delivery ?? 'LINK'}
        data={[
          { value: 'LINK', label: 'Links to the file' },
          { value: 'ATTACHMENT', label: 'Brings the file along' },
        ]}
      />
      {alert && (
        <p className={classes.alert} role="alert">
          {alert}
        </p>
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={isBusy}>
          {schedule ? 'Save' : 'Create'}
        </Button>
      </div>
    </form>
  )
}

type WhatProps = {
  allowed: ExportChoiceFragment[]
  dataset: Dataset
  format: ExportFormat | undefined
  range: SchedulePeriod
  onDataset: (dataset: Dataset) => void
}

/** What this plan has, and nothing else: a schedule that could not run is none. */
function What({ allowed, dataset, format, range, onDataset }: WhatProps) {
  const offered = datasets.filter(
    (each) =>
      each.dataset !== 'CUSTOM' && allowed.some((option) => option.dataset === each.dataset),
  )
  return (
    <>
      <div className={classes.pair}>
        <Select
          label="What"
          value={dataset}
          onChange={(event) => onDataset(event.currentTarget.value as Dataset)}
          data={offered.map((each) => ({ value: each.dataset, label: each.name }))}
        />
        <Select
          key={dataset}
          name="format"
          label="Format"
          {...(format && { defaultValue: format })}
          data={allowed
            .filter((option) => option.dataset === dataset)
            .map((option) => ({ value: option.format, label: formatWords[option.format] }))}
        />
      </div>
      {wordsOf(dataset)?.hasRange && (
        <Select
          name="range"
          label="Of which days"
          description="Counted back from the moment it is made."
          // What fits the week does not fit the month.
          key={range}
          defaultValue={range}
          data={(Object.keys(periodWords) as SchedulePeriod[]).map((value) => ({
            ...{ value, label: periodWords[value] },
          }))}
        />
      )}
    </>
  )
}

type WhenProps = {
  schedule: ScheduleRowFragment | null
  every: Every
  zone: string
  onEvery: (every: Every) => void
}

function When({ schedule, every, zone, onEvery }: WhenProps) {
  return (
    <>
      <Choice
        label="How often"
        value={every}
        onChange={onEvery}
        options={(Object.keys(everyWords) as Every[]).map((value) => ({
          value,
          label: everyWords[value],
        }))}
      />
      <div className={classes.pair}>
        {every === 'WEEKLY' && (
          <Select
            name="weekday"
            label="On"
            defaultValue={String(schedule?.weekday ?? 1)}
            data={weekdays}
          />
        )}
        {every === 'MONTHLY' && (
          <Select
            name="dayOfMonth"
            label="On day"
            defaultValue={String(schedule?.dayOfMonth ?? 1)}
            data={Array.from({ length: 31 }, (_day, index) => String(index + 1))}
          />
        )}
        <Select
          name="hour"
          label={`At, ${zone} time`}
          defaultValue={String(schedule?.hour ?? 7)}
          data={hours}
        />
      </div>
      {every === 'MONTHLY' && (
        <p className={classes.quiet}>In a month without that day, on its last.</p>
      )}
    </>
  )
}

type ToProps = {
  choices: Choices
  chosen: ReadonlySet<string>
  onChange: (chosen: ReadonlySet<string>) => void
  error: string | undefined
}

function To({ choices, chosen, onChange, error }: ToProps) {
  return (
    <div>
      <p className={classes.label}>To, or nobody for you alone</p>
      <div className={classes.people}>
        <Checks
          legend="To"
          chosen={chosen}
          onChange={onChange}
          options={choices.members.nodes
            .filter(({ status }) => status === 'ACTIVE')
            .map(({ id, name, email }) => ({ value: id, label: name, note: email }))}
        />
      </div>
      {error && (
        <p className={classes.alert} role="alert">
          {error}
        </p>
      )}
    </div>
  )
}
