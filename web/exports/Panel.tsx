import { Button, Modal } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useMutation } from 'urql'
import { addDays, todayIn } from '../analytics/ranges.ts'
import type {
  Dataset,
  ExportFormat,
  RequestExportInput,
  RequestExportMutation,
  ScanFilter,
} from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import { Choice } from '../ui/Choice.tsx'
import { type FieldErrors, placeRefusal, readField, useFieldErrors } from '../ui/fields.ts'
import { fromLocalInput } from '../ui/format.ts'
import type { DayRange } from '../ui/RangePicker.tsx'
import { Select } from '../ui/Select.tsx'
import { Toggle } from '../ui/Toggle.tsx'
import { useZone } from '../ui/zone.ts'
import { requestExportDocument } from './documents.ts'
import { Estimate } from './Estimate.tsx'
import classes from './Exports.module.css'
import { FilterFields, readFilter } from './FilterFields.tsx'
import { FormatField } from './FormatField.tsx'
import { RangeFields } from './RangeFields.tsx'
import { useFinished } from './useFinished.ts'
import { formatWords, nameOf, wordsOf } from './words.ts'
import { timeZones } from './zones.ts'

/** What a page, or a line of the catalogue, wants taken along. */
export type Wish = {
  dataset: Dataset
  /** The same page may be taken along as one of several; then it is chosen here. */
  datasets?: Dataset[]
  /** Chosen in the panel when missing. */
  format?: ExportFormat
  /** The days to begin with; null is everything. The last 30 when missing. */
  days?: DayRange | null
  filter?: ScanFilter
  /** What the filter is, in words. */
  filterWords?: string
  /** A saved report, which brings its own days, filters and zone. */
  customExport?: { id: string; name: string }
}

type PanelProps = {
  wish: Wish | null
  onClose: () => void
  /** After it was asked for, with what came of it. */
  onMade?: (made: RequestExportMutation['requestExport']) => void
}

/** One file: of which days, in which zone, filtered by what; how large it will be; then it comes. */
export function Panel({ wish, onClose, onMade }: PanelProps) {
  return (
    <Modal
      opened={wish !== null}
      onClose={onClose}
      title={wish && titleOf(wish)}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {wish && (
        <Form
          wish={wish}
          onClose={onClose}
          onMade={(made) => {
            onClose()
            onMade?.(made)
          }}
        />
      )}
    </Modal>
  )
}

function titleOf({ dataset, datasets, format, customExport }: Wish): string {
  if (customExport) return customExport.name
  if (datasets) return 'Export this page'
  const name = nameOf(dataset)
  return format ? `${name} as ${formatWords[format]}` : `Export ${name.toLowerCase()}`
}

type FormProps = { wish: Wish; onClose: () => void; onMade: NonNullable<PanelProps['onMade']> }

function Form({ wish: given, onClose, onMade }: FormProps) {
  const [dataset, setDataset] = useState(given.dataset)
  const wish = { ...given, dataset }
  const zone = useZone()
  const { form, errors, alert, show } = useFieldErrors()
  const [{ fetching }, send] = useMutation(requestExportDocument)
  const finish = useFinished()
  const [format, setFormat] = useState<ExportFormat | null>(wish.format ?? null)
  const [input, setInput] = useState<RequestExportInput | null>(null)
  const [isBackground, setBackground] = useState(false)

  /** What the form says now, whole or not. */
  function read(): RequestExportInput | null {
    if (!form.current || !format) return null
    const typed = readInput(new FormData(form.current), { ...wish, format }, zone)
    return isBackground ? { ...typed, background: true } : typed
  }
  const latest = useRef(read)
  useEffect(() => {
    latest.current = read
  })
  // What the fields begin with is estimated as well, and what a format changes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a format chosen changes what is read
  useEffect(() => setInput(latest.current()), [format, dataset])

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const asked = read()
    if (!asked) return show({}, 'Choose a format.')
    const problems = findProblems(asked)
    show(problems)
    if (Object.keys(problems).length > 0) return
    const { data, error } = await send({ input: asked })
    if (error) show(...placeRefusal(readRefusal(error), ['from', 'to', 'timezone']))
    if (!data) return
    finish(data.requestExport)
    onMade(data.requestExport)
  }

  return (
    <form
      ref={form}
      noValidate
      className={classes.fields}
      onSubmit={(event) => void submit(event)}
      onChange={() => setInput(read())}
    >
      <Fields
        wish={wish}
        format={format}
        errors={errors}
        onDataset={(next) => {
          setDataset(next)
          setFormat(null)
        }}
        onFormat={setFormat}
      />
      <Estimate input={input && Object.keys(findProblems(input)).length === 0 ? input : null}>
        <Toggle
          label="Make it in the background"
          description="It waits in the history for seven days, for everybody who may have it."
          checked={isBackground}
          onChange={setBackground}
        />
      </Estimate>
      {alert && (
        <p className={classes.alert} role="alert">
          {alert}
        </p>
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={fetching}>
          {format ? `Get ${formatWords[format]}` : 'Get it'}
        </Button>
      </div>
    </form>
  )
}

type FieldsProps = {
  wish: Wish
  format: ExportFormat | null
  errors: FieldErrors
  onDataset: (dataset: Dataset) => void
  onFormat: (format: ExportFormat) => void
}

function Fields({ wish, format, errors, onDataset, onFormat }: FieldsProps) {
  return (
    <>
      {wish.datasets && (
        <Choice
          label="What"
          options={wish.datasets.map((value) => ({ value, label: nameOf(value) }))}
          value={wish.dataset}
          onChange={onDataset}
        />
      )}
      {!wish.format && <FormatField dataset={wish.dataset} value={format} onChange={onFormat} />}
      {!wish.customExport && <Which wish={wish} errors={errors} />}
    </>
  )
}

/** Of which days, which scans, on whose clock. */
function Which({ wish, errors }: Pick<FieldsProps, 'wish' | 'errors'>) {
  const zone = useZone()
  const words = wordsOf(wish.dataset)
  return (
    <>
      {words?.hasRange && <RangeFields errors={errors} days={wish.days} />}
      {words?.hasFilter && <FilterFields filter={wish.filter} words={wish.filterWords} />}
      {!words?.hasFilter && wish.filterWords && <p className={classes.text}>{wish.filterWords}</p>}
      <Select
        name="timezone"
        label="Time zone"
        description="For the times in the file."
        defaultValue={zone}
        data={timeZones(zone)}
        error={errors.timezone}
      />
    </>
  )
}

function readInput(
  form: FormData,
  { dataset, format, filter, customExport }: Wish & { format: ExportFormat },
  zone: string,
): RequestExportInput {
  if (customExport) return { dataset, format, customExportId: customExport.id }
  const timezone = readField(form, 'timezone') || zone
  const range = readField(form, 'range')
  const wanted = wordsOf(dataset)?.hasFilter ? readFilter(form, filter) : filter
  const input: RequestExportInput = {
    dataset,
    format,
    timezone,
    ...(wanted && { filter: wanted }),
  }
  if (range === '' || range === 'all') return input
  if (range !== 'custom') return { ...input, ...daysBack(Number(range), timezone) }
  return {
    ...input,
    from: fromLocalInput(`${readField(form, 'from')}T00:00`, timezone) ?? '',
    to: midnightAfter(readField(form, 'to'), timezone),
  }
}

/** Whole days of the zone, today among them, as every other page counts them. */
function daysBack(count: number, timezone: string) {
  const first = addDays(todayIn(timezone), 1 - count)
  return { from: fromLocalInput(`${first}T00:00`, timezone) }
}

/** The first moment after a day, since ranges do not include their end; nothing for what is no day. */
function midnightAfter(day: string, timezone: string): string {
  if (Number.isNaN(Date.parse(day))) return ''
  return fromLocalInput(`${addDays(day, 1)}T00:00`, timezone) ?? ''
}

function findProblems({ from, to }: RequestExportInput): FieldErrors {
  const problems: FieldErrors = {}
  if (from === '') problems.from = 'Give the first day.'
  if (to === '') problems.to = 'Give the last day.'
  else if (from && to && from >= to) problems.to = 'The last day is before the first.'
  return problems
}
