import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useQuery } from 'urql'
import { canChangePlan, useViewer } from '../frame/viewer.ts'
import type { Dataset, ExportFormat, ExportOptionsQuery } from '../gql/graphql.ts'
import { errorOf, stateOf } from '../state.ts'
import { ExportButton } from '../ui/ExportButton.tsx'
import { formatList } from '../ui/format.ts'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { UpgradePrompt } from '../ui/UpgradePrompt.tsx'
import { exportOptionsDocument } from './documents.ts'
import classes from './Exports.module.css'
import { RequestDialog } from './RequestDialog.tsx'
import { datasets, formats, formatWords } from './words.ts'

type Option = NonNullable<ExportOptionsQuery['organization']>['exportOptions'][number]

/** What there is, in which formats, and which of them this plan includes. */
export function Catalogue() {
  const [answer, ask] = useQuery({ query: exportOptionsDocument })
  const organization = answer.data?.organization
  const [wanted, setWanted] = useState<Option | null>(null)
  const [locked, setLocked] = useState<Option | null>(null)

  return (
    <Stateful
      state={stateOf(answer)}
      skeleton={<RowsSkeleton rows={7} height={60} narrow={120} />}
      error={errorOf(answer.error)}
      onRetry={() => ask({ requestPolicy: 'network-only' })}
    >
      <ul className={classes.catalogue}>
        {datasets.map(({ dataset, name, text }) => (
          <li key={dataset} className={classes.dataset}>
            <div>
              <h2 className={classes.name}>{name}</h2>
              <p className={classes.text}>{text}</p>
            </div>
            <div className={classes.formats}>
              {optionsOf(organization?.exportOptions, dataset).map((option) => (
                <ExportButton
                  key={option.format}
                  format={formatWords[option.format]}
                  subject={name}
                  isAllowed={option.allowed}
                  isOffered={option.offered}
                  plan={option.requiredPlan?.name ?? null}
                  onGet={() => setWanted(option)}
                  onLocked={() => setLocked(option)}
                />
              ))}
            </div>
            {locked?.dataset === dataset && (
              <div className={classes.prompt}>
                <Locked
                  option={locked}
                  included={optionsOf(organization?.exportOptions, dataset)
                    .filter((option) => option.allowed)
                    .map((option) => option.format)}
                />
              </div>
            )}
          </li>
        ))}
      </ul>
      <RequestDialog option={wanted} onClose={() => setWanted(null)} />
    </Stateful>
  )
}

function optionsOf(options: readonly Option[] | undefined, dataset: Dataset): Option[] {
  return formats.flatMap(
    (format) =>
      options?.filter((option) => option.dataset === dataset && option.format === format) ?? [],
  )
}

function Locked({ option, included }: { option: Option; included: ExportFormat[] }) {
  const viewer = useViewer()
  const plan = option.requiredPlan?.name ?? null
  const yours = included.length > 0 ? formatList(included.map((each) => formatWords[each])) : 'none'
  return (
    <UpgradePrompt
      reason={`${formatWords[option.format]} comes with ${plan ?? 'another plan'}. Yours includes ${yours}.`}
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
