import { useQuery } from 'urql'
import { errorOf, stateOf } from '../state.ts'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { securityDocument } from './documents.ts'
import { PasswordForm } from './PasswordForm.tsx'
import { Sessions } from './Sessions.tsx'
import { TwoStepSection } from './TwoStepSection.tsx'

/** How one proves who one is, and where one is signed in. */
export function SecurityPage() {
  const [answer, ask] = useQuery({ query: securityDocument })
  const again = () => ask({ requestPolicy: 'network-only' })
  const { twoStep, sessions } = answer.data ?? {}
  return (
    <>
      <PasswordForm isTwoStep={twoStep?.isOn ?? false} onChanged={again} />
      <Stateful
        state={stateOf(answer)}
        skeleton={<RowsSkeleton narrow={62} />}
        error={errorOf(answer.error)}
        onRetry={again}
      >
        {twoStep && <TwoStepSection twoStep={twoStep} onChanged={again} />}
        {sessions && <Sessions sessions={sessions} onChanged={again} />}
      </Stateful>
    </>
  )
}
