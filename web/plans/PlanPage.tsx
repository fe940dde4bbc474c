import { useQuery } from 'urql'
import type { PlanAndUsageQuery } from '../gql/graphql.ts'
import { errorOf, stateOf } from '../state.ts'
import { LimitMeter } from '../ui/LimitMeter.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { Section } from '../ui/Section.tsx'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { planDocument } from './documents.ts'
import classes from './Plans.module.css'
import { PlanTable } from './PlanTable.tsx'
import { formatAmount, resources, resourceWords } from './words.ts'

export function PlanPage() {
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
            />
          )}
        </Stateful>
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
