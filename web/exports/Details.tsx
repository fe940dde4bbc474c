import { Button, Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import { useQuery } from 'urql'
import { dimensions } from '../analytics/filters.ts'
import { valueWords } from '../analytics/words.ts'
import type { ExportDetailsQuery } from '../gql/graphql.ts'
import { classWords } from '../scans/words.ts'
import { errorOf } from '../state.ts'
import { CopyField } from '../ui/CopyField.tsx'
import { formatBytes, formatMoment, formatWhole } from '../ui/format.ts'
import { FormSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { StatusDot } from '../ui/StatusDot.tsx'
import { useZone } from '../ui/zone.ts'
import { useActs } from './Acts.tsx'
import { exportDetailsDocument } from './documents.ts'
import classes from './Exports.module.css'
import { useLiveExports } from './follow.ts'
import { isFetchable, isUnderWay, rangeOfExport, stateOfExport, titleOf } from './words.ts'

type Details = NonNullable<ExportDetailsQuery['export']>

type DetailsProps = { id: string | null; onClose: () => void }

/** One export in full: what was asked for, what is in the file, and the file. Mails lead here. */
export function Details({ id, onClose }: DetailsProps) {
  return (
    <Drawer
      opened={id !== null}
      onClose={onClose}
      size={440}
      title="Export"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {id && <Loaded id={id} />}
    </Drawer>
  )
}

function Loaded({ id }: { id: string }) {
  const [answer, ask] = useQuery({ query: exportDetailsDocument, variables: { id } })
  const found = answer.data?.export
  const [live] = useLiveExports(found ? [found] : [])
  return (
    <Stateful
      state={found ? 'ready' : answer.error ? 'error' : 'loading'}
      skeleton={<FormSkeleton fields={5} />}
      error={errorOf(answer.error)}
      onRetry={() => ask({ requestPolicy: 'network-only' })}
    >
      {found && <Facts found={{ ...found, ...live }} />}
    </Stateful>
  )
}

function Facts({ found }: { found: Details }) {
  const zone = useZone()
  const { manifest, progress } = found
  return (
    <>
      <p className={classes.file}>{found.fileName}</p>
      <Buttons found={found} />
      {found.failure && (
        <p className={classes.alert} role="alert">
          {found.failure}
        </p>
      )}
      {isUnderWay(found) && progress && (
        <progress
          className={classes.progress}
          aria-label={stateOfExport(found, zone).label}
          max={1}
          {...(progress.share !== null && { value: progress.share })}
        />
      )}
      <dl className={classes.details}>
        <Fact term="State">
          <StatusDot {...stateOfExport(found, zone)} />
        </Fact>
        <Fact term="What">{titleOf(found)}</Fact>
        {found.schedule && <Fact term="Schedule">{found.schedule.name}</Fact>}
        <Fact term="Of">
          {rangeOfExport(found)}, {found.timezone}
        </Fact>
        {found.filter.length > 0 && (
          <Fact term="Only">
            <Filter parts={found.filter} />
          </Fact>
        )}
        <Fact term="Asked for">
          {formatMoment(found.createdAt, zone)}, by {found.requestedBy?.name ?? 'somebody who left'}
        </Fact>
        {found.rowCount !== null && (
          <Fact term="Holds">
            {formatWhole(found.rowCount)} rows
            {found.sizeBytes !== null && `, ${formatBytes(found.sizeBytes)}`}
          </Fact>
        )}
        {manifest && <Manifest manifest={manifest} />}
        {found.sha256 && (
          <Fact term="SHA-256">
            <CopyField value={found.sha256} label="the digest" />
          </Fact>
        )}
      </dl>
      {found.sha256 && (
        <p className={classes.text}>
          The manifest says how the file came to be; with the digest anybody can check that it is
          the one.
        </p>
      )}
    </>
  )
}

function Manifest({ manifest }: { manifest: NonNullable<Details['manifest']> }) {
  const zone = useZone()
  const { asOf, durationMs, columns, classificationVersion } = manifest
  return (
    <>
      <Fact term="As of">{formatMoment(asOf, zone)}</Fact>
      {durationMs !== null && (
        <Fact term="Made in">
          {durationMs < 1_000 ? `${durationMs} ms` : `${(durationMs / 1_000).toFixed(1)} s`}
        </Fact>
      )}
      {classificationVersion !== null && <Fact term="Rules">Version {classificationVersion}</Fact>}
      <Fact term="Columns">{columns.join(', ')}</Fact>
    </>
  )
}

function Buttons({ found }: { found: Details }) {
  const acts = useActs(found)
  return (
    <div className={classes.acts}>
      {isFetchable(found) && (
        <Button loading={acts.isBusy} onClick={() => void acts.download()}>
          Download
        </Button>
      )}
      {found.manifest && found.status === 'READY' && (
        <Button variant="default" onClick={() => void acts.manifest()}>
          Manifest
        </Button>
      )}
      {(isUnderWay(found) || found.status === 'READY') && (
        <Button variant="default" onClick={() => void acts.mail()}>
          {isUnderWay(found) ? 'Mail me when it is ready' : 'Mail me the link'}
        </Button>
      )}
      {isUnderWay(found) && (
        <Button variant="default" loading={acts.isBusy} onClick={() => void acts.cancel()}>
          Cancel
        </Button>
      )}
      {['FAILED', 'CANCELLED', 'EXPIRED'].includes(found.status) && (
        <Button variant="default" loading={acts.isBusy} onClick={() => void acts.retry()}>
          {found.status === 'EXPIRED' ? 'Run again' : 'Retry'}
        </Button>
      )}
    </div>
  )
}

/** "Country is NL or BE; Device is not desktop" */
function Filter({ parts }: { parts: Details['filter'] }) {
  return (
    <>
      {parts.map(({ part, isExcluded, values, labels }) => {
        const dimension = dimensions.find((each) => each.part === part)
        const words = values.map((value, index) =>
          part === 'classifications'
            ? (classWords[value as keyof typeof classWords] ?? value)
            : dimension && dimension.key !== 'code' && dimension.key !== 'campaign'
              ? valueWords(dimension.key, value)
              : (labels[index] ?? value),
        )
        return (
          <div key={`${part} ${isExcluded}`}>
            {dimension?.label ?? 'Requests'} {isExcluded ? 'is not' : 'is'} {words.join(' or ')}
          </div>
        )
      })}
    </>
  )
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  )
}
