import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { canChangePlan, useViewer } from '../frame/viewer.ts'
import type { QrCodeLimitsQuery } from '../gql/graphql.ts'
import { formatWhole } from '../ui/format.ts'
import { UpgradePrompt } from '../ui/UpgradePrompt.tsx'

export type Limit = { max: number | null; planName: string | null }

/** All codes in use: what still works, and the two ways on. */
export function LimitPrompt({ limit }: { limit: Limit }) {
  const viewer = useViewer()
  const { max, planName } = limit
  const all = max === null ? 'All QR codes' : `All ${formatWhole(max)} QR codes`
  return (
    <UpgradePrompt
      reason={
        <>
          <strong>{all} are in use.</strong> Printed codes keep working. Delete one
          {planName ? ` or move to ${planName}.` : ' to make room.'}
        </>
      }
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

/** The limit, when it is reached; the cheapest plan with more room is the one to name. */
export function findLimit(data: QrCodeLimitsQuery | undefined): Limit | null {
  const usage = data?.organization?.usage.find((each) => each.resource === 'QR_CODES')
  if (!data || !usage || usage.max === null || usage.used < usage.max) return null
  const { max } = usage
  const roomier = [...data.plans]
    .sort((a, b) => a.rank - b.rank)
    .find((plan) => {
      const limit = plan.limits.find((each) => each.resource === 'QR_CODES')
      return limit && (limit.max === null || limit.max > max)
    })
  return { max, planName: roomier?.name ?? null }
}
