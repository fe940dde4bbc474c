import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useQuery } from 'urql'
import type { ExportChoiceFragment } from '../gql/graphql.ts'
import { errorOf, stateOf } from '../state.ts'
import { ExportButton } from '../ui/ExportButton.tsx'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { exportOptionsDocument } from './documents.ts'
import classes from './Exports.module.css'
import { LockedFormat, optionsOf } from './FormatField.tsx'
import { Panel, type Wish } from './Panel.tsx'
import { datasets, formatWords, isUnderWay } from './words.ts'

/** What there is, in which formats, and which of them this plan includes. */
export function Catalogue() {
  const [answer, ask] = useQuery({ query: exportOptionsDocument })
  const navigate = useNavigate()
  const [wanted, setWanted] = useState<Wish | null>(null)
  const [locked, setLocked] = useState<ExportChoiceFragment | null>(null)

  return (
    <Stateful
      state={stateOf(answer)}
      skeleton={<RowsSkeleton rows={7} height={60} narrow={120} />}
      error={errorOf(answer.error)}
      onRetry={() => ask({ requestPolicy: 'network-only' })}
    >
      <ul className={classes.catalogue}>
        {datasets.map(({ dataset, name, text }) => {
          const options = optionsOf(answer.data?.organization?.exportOptions, dataset)
          const isBuilt = dataset === 'CUSTOM' && options.some(({ allowed }) => allowed)
          return (
            <li key={dataset} className={classes.dataset}>
              <div>
                <h2 className={classes.name}>{name}</h2>
                <p className={classes.text}>{text}</p>
              </div>
              <div className={classes.formats}>
                {isBuilt ? (
                  <Link to="/exports" search={{ tab: 'custom' }}>
                    Put one together
                  </Link>
                ) : (
                  options.map((option) => (
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
                  ))
                )}
              </div>
              {locked?.dataset === dataset && (
                <div className={classes.prompt}>
                  <LockedFormat option={locked} options={options} />
                </div>
              )}
            </li>
          )
        })}
      </ul>
      <Panel
        wish={wanted}
        onClose={() => setWanted(null)}
        onMade={(made) => {
          if (isUnderWay(made)) void navigate({ to: '/exports', search: { tab: 'history' } })
        }}
      />
    </Stateful>
  )
}
