import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useClient, useQuery } from 'urql'
import { presets } from '../analytics/ranges.ts'
import { useCampaignOptions } from '../campaigns/CampaignSelect.tsx'
import { Panel } from '../exports/Panel.tsx'
import { datasets, wordsOf } from '../exports/words.ts'
import { timeZones } from '../exports/zones.ts'
import { canEditCodes, useViewer } from '../frame/viewer.ts'
import type {
  CustomExportRowFragment,
  Dataset,
  ExportColumnsQuery,
  ScanFilter,
} from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import { classesOf } from '../scans/words.ts'
import { type FieldErrors, placeRefusal, readField, useFieldErrors } from '../ui/fields.ts'
import { Section } from '../ui/Section.tsx'
import { Select } from '../ui/Select.tsx'
import { Toggle } from '../ui/Toggle.tsx'
import { useLeaveWarning } from '../ui/useLeaveWarning.ts'
import { useZone } from '../ui/zone.ts'
import { ColumnPicker } from './ColumnPicker.tsx'
import classes from './Custom.module.css'
import { createCustomDocument, exportColumnsDocument, updateCustomDocument } from './documents.ts'
import { Preview } from './Preview.tsx'
import { type Draft, draftOf, emptyDraft, recipeOf } from './recipe.ts'

type BuilderProps = {
  /** Null: a new one. */
  saved: CustomExportRowFragment | null
  onClose: () => void
}

export type ExportColumn = NonNullable<ExportColumnsQuery['organization']>['exportColumns'][number]

/** One report being put together, its first rows below it as they will be. */
export function Builder({ saved, onClose }: BuilderProps) {
  const zone = useZone()
  const mayEdit = saved === null || saved.canEdit
  const [start, setStart] = useState(saved)
  const [draft, setDraft] = useState<Draft>(() => (saved ? draftOf(saved, zone) : emptyDraft(zone)))
  const [isUnsaved, setUnsaved] = useState(false)
  const [isGetting, setGetting] = useState(false)
  const columns = useColumns(draft.dataset)
  const isGrouped = draft.groupBy.length > 0
  const pickable = isGrouped ? [counted, ...columns.filter(isNumber)] : columns
  // It begins with what the dataset's own file has: taking away is easier than finding.
  const usual = isGrouped
    ? ['count']
    : columns.filter((each) => each.isInFile).map((each) => each.name)
  const whole = { ...draft, columns: draft.columns.length > 0 ? draft.columns : usual }
  useLeaveWarning(isUnsaved)

  function change(part: Partial<Draft>) {
    setDraft({ ...whole, ...part })
    setUnsaved(true)
  }

  return (
    <>
      <Section title={start?.name ?? 'New report'}>
        {!mayEdit && (
          <p className={classes.quiet}>
            {start?.createdBy?.name ?? 'Somebody'} shares this one. Duplicate it to change it.
          </p>
        )}
        <fieldset className={classes.form} disabled={!mayEdit}>
          <What draft={whole} columns={columns} onChange={change} />
          <ColumnPicker
            columns={pickable}
            chosen={whole.columns}
            onChange={(next) => change({ columns: next })}
          />
          <Order draft={whole} columns={columns} onChange={change} />
        </fieldset>
      </Section>
      <Preview draft={columns.length > 0 ? whole : null} />
      {mayEdit && (
        <SaveForm
          start={start}
          draft={whole}
          onSaved={(row) => {
            setStart(row)
            setUnsaved(false)
          }}
        />
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          All reports
        </Button>
        {start && (
          <Button variant="default" disabled={isUnsaved} onClick={() => setGetting(true)}>
            Get it
          </Button>
        )}
      </div>
      <Panel
        wish={
          isGetting && start
            ? { dataset: 'CUSTOM', customExport: { id: start.id, name: start.name } }
            : null
        }
        onClose={() => setGetting(false)}
      />
    </>
  )
}

/** Rows put together are counted, and their numbers added up. */
const counted: ExportColumn = {
  ...{ name: 'count', label: 'Count', description: 'How many rows were put together.' },
  ...{ type: 'NUMBER', isGroupable: false, isInFile: false },
}

function isNumber({ type }: ExportColumn): boolean {
  return type === 'NUMBER'
}

function useColumns(dataset: Dataset): ExportColumn[] {
  const [{ data }] = useQuery({ query: exportColumnsDocument, variables: { dataset } })
  return data?.organization?.exportColumns ?? []
}

type PartProps = {
  draft: Draft
  columns: ExportColumn[]
  onChange: (part: Partial<Draft>) => void
}

/** Which rows: of what, of which days, of whom. */
function What({ draft, onChange }: PartProps) {
  const campaigns = useCampaignOptions()
  const words = wordsOf(draft.dataset)
  const { campaignIds, classifications, ...others } = draft.filter
  const campaign = String(campaignIds?.[0] ?? '')
  const isAll = (classifications?.length ?? 0) > 1
  const filterOf = (id: string, all: boolean): ScanFilter => ({
    ...others,
    ...(id && { campaignIds: [id] }),
    ...(all && { classifications: classesOf('all') }),
  })
  return (
    <div className={classes.fields}>
      <Select
        label="Of what"
        value={draft.dataset}
        onChange={(event) =>
          onChange({
            ...{ dataset: event.currentTarget.value as Dataset, columns: [], groupBy: [] },
            ...{ order: null, filter: {} },
          })
        }
        data={datasets
          .filter(({ dataset }) => dataset !== 'CUSTOM' && dataset !== 'ANALYTICS')
          .map(({ dataset, name }) => ({ value: dataset, label: name }))}
      />
      {words?.hasRange && (
        <Select
          label="Of which days"
          value={draft.range}
          onChange={(event) => onChange({ range: event.currentTarget.value, from: null, to: null })}
          data={[
            ...(draft.range === 'days'
              ? [{ value: 'days', label: 'The days it was made of' }]
              : []),
            ...presets.map(({ preset, label }) => ({ value: preset, label })),
          ]}
        />
      )}
      {words?.hasFilter && (
        <>
          <Select
            label="Campaign"
            value={campaign}
            onChange={(event) => onChange({ filter: filterOf(event.currentTarget.value, isAll) })}
            data={[
              { value: '', label: 'Any campaign' },
              ...campaigns.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <Select
            label="Requests"
            value={isAll ? 'all' : ''}
            onChange={(event) =>
              onChange({ filter: filterOf(campaign, event.currentTarget.value === 'all') })
            }
            data={[
              { value: '', label: 'People only' },
              { value: 'all', label: 'Everything that came' },
            ]}
          />
        </>
      )}
      <Select
        label="Time zone"
        value={draft.timezone}
        onChange={(event) => onChange({ timezone: event.currentTarget.value })}
        data={timeZones(draft.timezone)}
      />
    </div>
  )
}

/** Rows put together, and which come first. */
function Order({ draft, columns, onChange }: PartProps) {
  const groupable = columns.filter(({ isGroupable }) => isGroupable)
  const labelOf = (name: string) =>
    [counted, ...columns].find((each) => each.name === name)?.label ?? name
  const sortable = [...new Set([...draft.groupBy, ...draft.columns])]
  const [first = '', second = ''] = draft.groupBy
  const group = (names: string[]) =>
    onChange({ groupBy: [...new Set(names.filter(Boolean))], columns: [], order: null })
  return (
    <div className={classes.fields}>
      {groupable.length > 0 && (
        <>
          <Select
            label="Put together by"
            description="One line for each, with how many there are."
            value={first}
            onChange={(event) => group([event.currentTarget.value, second])}
            data={[
              { value: '', label: 'Nothing: every row by itself' },
              ...groupable.map(({ name, label }) => ({ value: name, label })),
            ]}
          />
          {first && (
            <Select
              label="And by"
              value={second}
              onChange={(event) => group([first, event.currentTarget.value])}
              data={[
                { value: '', label: 'Nothing else' },
                ...groupable
                  .filter(({ name }) => name !== first)
                  .map(({ name, label }) => ({ value: name, label })),
              ]}
            />
          )}
        </>
      )}
      <Select
        label="Sorted by"
        value={draft.order?.column ?? ''}
        onChange={(event) => {
          const column = event.currentTarget.value
          onChange({
            order: column ? { column, isDescending: draft.order?.isDescending ?? false } : null,
          })
        }}
        data={[
          { value: '', label: 'As it comes' },
          ...sortable.map((name) => ({ value: name, label: labelOf(name) })),
        ]}
      />
      {draft.order && (
        <Select
          label="Which first"
          value={draft.order.isDescending ? 'down' : 'up'}
          onChange={(event) =>
            onChange({
              order: {
                column: draft.order?.column ?? '',
                isDescending: event.currentTarget.value === 'down',
              },
            })
          }
          data={[
            { value: 'up', label: 'Smallest, oldest, A' },
            { value: 'down', label: 'Largest, newest, Z' },
          ]}
        />
      )}
    </div>
  )
}

type SaveFormProps = {
  start: CustomExportRowFragment | null
  draft: Draft
  onSaved: (row: CustomExportRowFragment) => void
}

/** Under which name, and for whom. */
function SaveForm({ start, draft, onSaved }: SaveFormProps) {
  const client = useClient()
  const mayShare = canEditCodes(useViewer())
  const { form, errors, alert, show } = useFieldErrors()
  const [isShared, setShared] = useState(start?.isShared ?? false)
  const [isBusy, setBusy] = useState(false)
  const [isSaved, setSaved] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const name = readField(new FormData(event.currentTarget), 'name')
    const problems: FieldErrors = name ? {} : { name: 'Give it a name.' }
    show(problems)
    if (!name) return
    setBusy(true)
    const input = { name, isShared, recipe: recipeOf(draft) }
    const { row, error } = await save(input)
    setBusy(false)
    if (error) return show(...placeRefusal(readRefusal(error), ['name']))
    setSaved(true)
    if (row) onSaved(row)
  }

  async function save(input: {
    name: string
    isShared: boolean
    recipe: ReturnType<typeof recipeOf>
  }) {
    if (start) {
      const { data, error } = await client.mutation(updateCustomDocument, {
        id: start.id,
        input: { ...input, version: start.version },
      })
      return { row: data?.updateCustomExport, error }
    }
    const { data, error } = await client.mutation(createCustomDocument, { input })
    return { row: data?.createCustomExport, error }
  }

  return (
    <form
      ref={form}
      noValidate
      className={classes.save}
      onSubmit={(event) => void submit(event)}
      onChange={() => setSaved(false)}
    >
      <TextInput
        name="name"
        label="Name"
        maxLength={200}
        autoComplete="off"
        defaultValue={start?.name}
        error={errors.name}
      />
      {mayShare && (
        <Toggle
          label="Share with the team"
          description="Everybody here can take it along; only you, owners and admins change it."
          checked={isShared}
          onChange={setShared}
        />
      )}
      {alert && (
        <p className={classes.alert} role="alert">
          {alert}
        </p>
      )}
      <div className={classes.line}>
        <Button type="submit" loading={isBusy}>
          Save
        </Button>
        <span role="status" className={classes.quiet}>
          {isSaved && 'Saved'}
        </span>
      </div>
    </form>
  )
}
