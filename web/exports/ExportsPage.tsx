import { getRouteApi } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { Choice } from '../ui/Choice.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Catalogue } from './Catalogue.tsx'
import classes from './Exports.module.css'
import { History } from './History.tsx'

const Schedules = lazy(() =>
  import('../schedules/Schedules.tsx').then((module) => ({ default: module.Schedules })),
)
const CustomExports = lazy(() =>
  import('../custom-exports/CustomExports.tsx').then((module) => ({
    default: module.CustomExports,
  })),
)

const route = getRouteApi('/exports')

const tabs = [
  { value: 'catalogue', label: 'Catalogue' },
  { value: 'history', label: 'History' },
  { value: 'schedules', label: 'Schedules' },
  { value: 'custom', label: 'Custom' },
] as const

/** What can I take with me? */
export function ExportsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  // A mail names an export and nothing else.
  const tab = search.tab ?? (search.export ? 'history' : 'catalogue')
  return (
    <>
      <PageHeader
        title="Exports"
        sub="Your data, to take along. Files stay in the history for seven days."
      />
      <div className={classes.tabs}>
        <Choice
          label="Exports"
          value={tab}
          onChange={(value) =>
            void navigate({ search: { tab: value === 'catalogue' ? undefined : value } })
          }
          options={[...tabs]}
        />
      </div>
      <Suspense fallback={<RowsSkeleton narrow={60} />}>
        {tab === 'catalogue' && <Catalogue />}
        {tab === 'history' && <History />}
        {tab === 'schedules' && <Schedules />}
        {tab === 'custom' && <CustomExports />}
      </Suspense>
    </>
  )
}
