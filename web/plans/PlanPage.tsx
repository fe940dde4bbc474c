import { Button } from '@mantine/core'
import { useMutation, useQuery } from 'urql'
import { showToast } from '../frame/toast.ts'
import { canChangePlan, useViewer } from '../frame/viewer.ts'
import type { PlanAndUsageQuery, PlanTermsFragment } from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import { errorOf, stateOf } from '../state.ts'
import { LimitMeter } from '../ui/LimitMeter.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { Section } from '../ui/Section.tsx'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { planDocument, requestPlanDocument } from './documents.ts'
import classes from './Plans.module.css'
import { PlanTable } from './PlanTable.tsx'
import { formatAmount, resources, resourceWords } from './words.ts'

export function PlanPage() {
  const canAsk = canChangePlan(useViewer())
  const [answer, ask] = useQuery({ query: planDocument })
  const organization = answer.data?.organization
  const states = {
    state: stateOf(answer),
    error: errorOf(answer.error),
    onRetry: () => ask({ requestPolicy: 'network-only' }),
  }
  return (
    <>
      <PageHeader
        title="Plan and usage"
        sub={organization ? <PlanLine organization={organization} /> : <>&nbsp;</>}
      />
      <Section title="Usage">
        <Stateful {...states} skeleton={<RowsSkeleton rows={5} height={41} narrow={54} />}>
          <ul className={classes.meters}>
            {organization && <Meters usage={organization.usage} />}
          </ul>
        </Stateful>
        <p className={classes.note}>
          Codes keep working on every plan, also above a limit. Only making more has to wait.
        </p>
      </Section>
      <Section title="Plans">
        <Stateful {...states} skeleton={<RowsSkeleton rows={12} height={36} />}>
          {answer.data && (
            <PlanTable
              plans={answer.data.plans}
              currentId={organization?.plan.id}
              requestedId={organization?.requestedPlan?.id}
              ask={canAsk ? (plan, isAsked) => <AskButton plan={plan} isAsked={isAsked} /> : null}
            />
          )}
        </Stateful>
        <p className={classes.note}>
          {canAsk
            ? 'Ask for a plan, and we come back to you before anything changes or costs anything.'
            : 'Only an owner can ask for another plan. Ask one of them.'}
        </p>
      </Section>
    </>
  )
}

type Organization = NonNullable<PlanAndUsageQuery['organization']>

function PlanLine({ organization }: { organization: Organization }) {
  const { plan, requestedPlan } = organization
  const isWaiting = requestedPlan && requestedPlan.id !== plan.id
  return (
    <>
      You are on {plan.name}.{isWaiting && ` You asked for ${requestedPlan.name}.`}
    </>
  )
}

/** Asks for a plan, or takes that back; nothing changes until it is granted. */
function AskButton({ plan, isAsked }: { plan: PlanTermsFragment; isAsked: boolean }) {
  const [{ fetching }, ask] = useMutation(requestPlanDocument)

  async function toggle() {
    const { error } = await ask({ planId: isAsked ? null : plan.id })
    if (error) showToast({ text: readRefusal(error).message })
  }

  return (
    <Button variant="default" loading={fetching} onClick={() => void toggle()}>
      {isAsked ? 'Take back' : `Ask for ${plan.name}`}
    </Button>
  )
}

function Meters({ usage }: { usage: Organization['usage'] }) {
  return resources.flatMap((resource) => {
    const line = usage.find((each) => each.resource === resource)
    if (!line) return []
    return (
      <LimitMeter
        key={resource}
        label={resourceWords[resource]}
        used={line.used}
        max={line.max}
        format={(value) => formatAmount(resource, value)}
      />
    )
  })
}
