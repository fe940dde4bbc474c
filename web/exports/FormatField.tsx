import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useQuery } from 'urql'
import { canChangePlan, useViewer } from '../frame/viewer.ts'
import type { Dataset, ExportChoiceFragment, ExportFormat } from '../gql/graphql.ts'
import { ExportButton } from '../ui/ExportButton.tsx'
import { formatList } from '../ui/format.ts'
import { UpgradePrompt } from '../ui/UpgradePrompt.tsx'
import { exportOptionsDocument } from './documents.ts'
import classes from './Exports.module.css'
import { formats, formatWords, nameOf } from './words.ts'

type FormatFieldProps = {
  dataset: Dataset
  value: ExportFormat | null
  onChange: (format: ExportFormat) => void
}

/** The formats of one dataset; what another plan includes is shown with its name. */
export function FormatField({ dataset, value, onChange }: FormatFieldProps) {
  const [{ data }] = useQuery({ query: exportOptionsDocument })
  const [locked, setLocked] = useState<ExportChoiceFragment | null>(null)
  const options = optionsOf(data?.organization?.exportOptions, dataset)
  return (
    <fieldset className={classes.choice}>
      <legend className={classes.legend}>Format</legend>
      {options.map((option) => (
        <ExportButton
          key={option.format}
          format={formatWords[option.format]}
          subject={nameOf(dataset)}
          isAllowed={option.allowed}
          isOffered={option.offered}
          isChosen={option.format === value}
          plan={option.requiredPlan?.name ?? null}
          onGet={() => {
            setLocked(null)
            onChange(option.format)
          }}
          onLocked={() => setLocked(option)}
        />
      ))}
      {locked && <LockedFormat option={locked} options={options} />}
    </fieldset>
  )
}

/** A dataset's formats, in the order of our words. */
export function optionsOf(
  options: readonly ExportChoiceFragment[] | undefined,
  dataset: Dataset,
): ExportChoiceFragment[] {
  return formats.flatMap(
    (format) =>
      options?.filter((option) => option.dataset === dataset && option.format === format) ?? [],
  )
}

type LockedFormatProps = { option: ExportChoiceFragment; options: ExportChoiceFragment[] }

/** Which plan has it, and what this one has of the same. */
export function LockedFormat({ option, options }: LockedFormatProps) {
  const viewer = useViewer()
  const plan = option.requiredPlan?.name ?? null
  const included = options.filter(({ allowed }) => allowed).map(({ format }) => formatWords[format])
  const subject = `${nameOf(option.dataset)} as ${formatWords[option.format]}`
  return (
    <UpgradePrompt
      reason={`${subject} comes with ${plan ?? 'another plan'}. Yours includes ${
        included.length > 0 ? formatList(included) : 'none of its formats'
      }.`}
      plan={plan}
      canChange={canChangePlan(viewer)}
      action={
        <Button variant="default" component={Link} to="/plan">
          See plans
        </Button>
      }
    />
  )
}
