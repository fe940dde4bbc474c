import type { ReactNode } from 'react'
import classes from './UpgradePrompt.module.css'

type UpgradePromptProps = {
  /** What the plan does not allow, and what still works. */
  reason: ReactNode
  /** The plan that would allow it, from data; null when none does. */
  plan: string | null
  /** Whether the person asking may change the plan. */
  canChange: boolean
  action?: ReactNode
}

/** A no as an answer: what, why, what still works, which plan. */
export function UpgradePrompt({ reason, plan, canChange, action }: UpgradePromptProps) {
  return (
    <div className={classes.prompt} role="status">
      <p className={classes.reason}>
        {reason}
        {plan && !canChange && ` Ask an owner about ${plan}.`}
      </p>
      {action}
    </div>
  )
}
