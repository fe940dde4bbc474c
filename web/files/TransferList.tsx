import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { canChangePlan, useViewer } from '../frame/viewer.ts'
import { formatBytes } from '../ui/format.ts'
import { UpgradePrompt } from '../ui/UpgradePrompt.tsx'
import classes from './Files.module.css'
import type { Transferring } from './useTransfers.ts'

type TransferListProps = {
  transfers: Transferring[]
  onCancel: (key: number) => void
  onRetry: (key: number) => void
}

/** What is on its way, each with how far it is, and what became of those that were not taken. */
export function TransferList({ transfers, onCancel, onRetry }: TransferListProps) {
  if (transfers.length === 0) return null
  return (
    <ul className={classes.transfers} aria-label="Files on their way">
      {transfers.map((each) => (
        <li key={each.key} className={classes.transfer}>
          <div className={classes.line}>
            <span className={classes.file} title={each.file.name}>
              {each.file.name}
            </span>
            <span className={classes.quiet}>{formatBytes(each.file.size)}</span>
            <span className={classes.acts}>
              {each.status === 'failed' && each.mayPass && (
                <Button
                  variant="default"
                  onClick={() => onRetry(each.key)}
                  aria-label={`Try ${each.file.name} again`}
                >
                  Try again
                </Button>
              )}
              <Button
                variant="subtle"
                onClick={() => onCancel(each.key)}
                aria-label={`${each.status === 'failed' ? 'Dismiss' : 'Cancel'} ${each.file.name}`}
              >
                {each.status === 'failed' ? 'Dismiss' : 'Cancel'}
              </Button>
            </span>
          </div>
          {each.status === 'failed' ? <Problem transfer={each} /> : <Progress transfer={each} />}
        </li>
      ))}
    </ul>
  )
}

function Progress({ transfer: { status, share, file } }: { transfer: Transferring }) {
  const words = { waiting: 'Waiting', checking: 'Checking', failed: '' } as const
  const text = status === 'sending' ? `${Math.floor(share * 100)}%` : words[status]
  return (
    <div className={classes.line}>
      <progress
        className={classes.progress}
        value={status === 'waiting' ? 0 : share}
        max={1}
        aria-label={`${file.name}: ${text}`}
      />
      <span className={classes.share}>{text}</span>
    </div>
  )
}

function Problem({ transfer: { problem, planName, isFull } }: { transfer: Transferring }) {
  const viewer = useViewer()
  if (!isFull) {
    return (
      <p className={classes.problem} role="alert">
        {problem}
      </p>
    )
  }
  return (
    <UpgradePrompt
      reason={problem}
      plan={planName}
      canChange={canChangePlan(viewer)}
      action={
        <Button variant="default" component={Link} to="/plan">
          See plans
        </Button>
      }
    />
  )
}
