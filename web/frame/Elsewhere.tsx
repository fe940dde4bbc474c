import { lazy, Suspense } from 'react'

const OtherOrganizations = lazy(() =>
  import('../team/OtherOrganizations.tsx').then((module) => ({
    default: module.OtherOrganizations,
  })),
)

/** For pages that lead to nothing: the way into one's other organizations. */
export function Elsewhere() {
  return (
    <Suspense fallback={null}>
      <OtherOrganizations />
    </Suspense>
  )
}
