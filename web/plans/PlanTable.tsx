import { useMediaQuery } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { datasets, formatWords } from '../exports/words.ts'
import type { PlanTermsFragment } from '../gql/graphql.ts'
import { narrowScreen } from '../ui/DataTable.tsx'
import { formatMoney, formatWhole } from '../ui/format.ts'
import classes from './Plans.module.css'
import { formatAmount, resources, resourceWords } from './words.ts'

type PlanTableProps = {
  plans: PlanTermsFragment[]
  currentId: string | undefined
  requestedId: string | undefined
  /** What asks for a plan, or takes that back; null for those who cannot. */
  ask: ((plan: PlanTermsFragment, isAsked: boolean) => ReactNode) | null
}

type Line = { head: string; text: (plan: PlanTermsFragment) => string }

const termLines: Line[] = [
  { head: 'Price a month', text: (plan) => formatMoney(plan.priceCents) },
  ...resources.map((resource) => ({
    head: resourceWords[resource],
    text: (plan: PlanTermsFragment) => {
      const limit = plan.limits.find((each) => each.resource === resource)
      if (!limit) return 'None'
      return limit.max === null ? 'Unlimited' : formatAmount(resource, limit.max)
    },
  })),
  {
    head: 'Look-back',
    text: ({ lookbackDays }) =>
      lookbackDays === null ? 'Everything' : `${formatWhole(lookbackDays)} days`,
  },
]

const exportLines: Line[] = datasets.map(({ dataset, name }) => ({
  head: name,
  text: (plan) =>
    plan.exports
      .filter((each) => each.dataset === dataset)
      .map((each) => formatWords[each.format])
      .join(', ') || 'None',
}))

/** The one table of plans, all of it from the server's rows. */
export function PlanTable({ plans, currentId, requestedId, ask }: PlanTableProps) {
  const isNarrow = useMediaQuery(narrowScreen, false, { getInitialValueInEffect: false })
  const marked = plans.map((plan) => ({
    plan,
    isYours: plan.id === currentId,
    action: plan.id !== currentId && ask?.(plan, plan.id === requestedId),
    mark:
      plan.id === currentId ? 'Your plan' : plan.id === requestedId ? 'You asked for this' : null,
  }))
  return isNarrow ? <Blocks plans={marked} /> : <Columns plans={marked} />
}

type Marked = {
  plan: PlanTermsFragment
  isYours: boolean
  mark: string | null
  action: ReactNode
}

function Columns({ plans }: { plans: Marked[] }) {
  return (
    <table className={classes.table}>
      <caption className="oi-unseen">Plans, their limits and their exports</caption>
      <thead>
        <tr>
          <td />
          {plans.map(({ plan, isYours, mark }) => (
            <th key={plan.id} scope="col" data-yours={isYours}>
              {plan.name}
              <span className={classes.mark}>{mark}</span>
            </th>
          ))}
        </tr>
      </thead>
      <Lines lines={termLines} plans={plans} />
      <Lines title="Exports" lines={exportLines} plans={plans} />
      {plans.some(({ action }) => Boolean(action)) && (
        <tfoot>
          <tr>
            <td />
            {plans.map(({ plan, isYours, action }) => (
              <td key={plan.id} data-yours={isYours}>
                {action}
              </td>
            ))}
          </tr>
        </tfoot>
      )}
    </table>
  )
}

function Lines({ title, lines, plans }: { title?: string; lines: Line[]; plans: Marked[] }) {
  return (
    <tbody>
      {title && (
        <tr>
          <th scope="rowgroup" colSpan={plans.length + 1} className={classes.group}>
            {title}
          </th>
        </tr>
      )}
      {lines.map((line) => (
        <tr key={line.head}>
          <th scope="row">{line.head}</th>
          {plans.map(({ plan, isYours }) => (
            <td key={plan.id} data-yours={isYours}>
              {line.text(plan)}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  )
}

/** On a phone one plan after the other: columns would be too thin to read. */
function Blocks({ plans }: { plans: Marked[] }) {
  return plans.map(({ plan, mark, action }) => (
    <section key={plan.id} className={classes.block} aria-label={plan.name}>
      <h3 className={classes.name}>
        {plan.name} <span className={classes.mark}>{mark}</span>
      </h3>
      <dl className={classes.terms}>
        {termLines.map((line) => (
          <Term key={line.head} line={line} plan={plan} />
        ))}
      </dl>
      <h4 className={classes.group}>Exports</h4>
      <dl className={classes.terms}>
        {exportLines.map((line) => (
          <Term key={line.head} line={line} plan={plan} />
        ))}
      </dl>
      {action && <div className={classes.action}>{action}</div>}
    </section>
  ))
}

function Term({ line, plan }: { line: Line; plan: PlanTermsFragment }) {
  return (
    <div className={classes.term}>
      <dt>{line.head}</dt>
      <dd>{line.text(plan)}</dd>
    </div>
  )
}
