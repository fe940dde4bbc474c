import { getRouteApi } from '@tanstack/react-router'
import { Choice } from '../ui/Choice.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { Catalogue } from './Catalogue.tsx'
import classes from './Exports.module.css'
import { History } from './History.tsx'

const route = getRouteApi('/exports')

export function ExportsPage() {
  const { tab } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <>
      <PageHeader
        title="Exports"
        sub="Your data, to take along. Files stay in the history for seven days."
      />
      <div className={classes.tabs}>
        <Choice
          label="Exports"
          value={tab ?? 'catalogue'}
          onChange={(value) =>
            void navigate({ search: { tab: value === 'history' ? 'history' : undefined } })
          }
          options={[
            { value: 'catalogue', label: 'Catalogue' },
            { value: 'history', label: 'History' },
          ]}
        />
      </div>
      {tab === 'history' ? <History /> : <Catalogue />}
    </>
  )
}
