import { Button } from '@mantine/core'
import { getRouteApi, Link } from '@tanstack/react-router'
import { canEditCodes, useViewer } from '../frame/viewer.ts'
import type { CampaignRowFragment, CampaignStatus } from '../gql/graphql.ts'
import { usePages } from '../pages.ts'
import { errorOf, stateOfPages } from '../state.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { formatWhole } from '../ui/format.ts'
import { PageHeader } from '../ui/PageHeader.tsx'
import { Select } from '../ui/Select.tsx'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { campaignListDocument } from './documents.ts'
import { campaignColumns, narrowCampaign } from './rows.tsx'
import { campaignStatuses, statusWords } from './words.ts'

const route = getRouteApi('/campaigns')

export function ListPage() {
  const { search = '', status } = route.useSearch()
  const navigate = route.useNavigate()
  const isEditor = canEditCodes(useViewer())
  const pages = usePages(
    campaignListDocument,
    { search: search || null, status: status ?? null },
    (data) => data.organization?.campaigns,
  )
  const isFiltered = Boolean(search || status)

  return (
    <>
      <PageHeader
        title="Campaigns"
        // The line keeps its height while its number is on the way.
        sub={pages.nodes ? countInWords(pages.totalCount, isFiltered) : <>&nbsp;</>}
        actions={
          isEditor && (
            <Button component={Link} to="/campaigns/new">
              New campaign
            </Button>
          )
        }
      />
      <FilterBar
        label="Search by name or description"
        search={search}
        onSearch={(next) =>
          void navigate({
            search: (before) => ({ ...before, search: next || undefined }),
            replace: true,
          })
        }
      >
        <StatusFilter
          status={status}
          onChange={(next) =>
            void navigate({ search: (before) => ({ ...before, status: next }), replace: true })
          }
        />
      </FilterBar>
      <Stateful
        state={stateOfPages(pages)}
        skeleton={<RowsSkeleton narrow={60} />}
        error={errorOf(pages.refusal)}
        onRetry={pages.retry}
        empty={isFiltered ? <NothingFound /> : <NoCampaigns isEditor={isEditor} />}
      >
        <DataTable<CampaignRowFragment>
          caption="Campaigns, newest first"
          columns={campaignColumns}
          rows={pages.nodes ?? []}
          narrow={narrowCampaign}
          more={
            pages.next === null
              ? null
              : { onMore: () => pages.more(pages.next ?? ''), loading: pages.isLoadingMore }
          }
        />
      </Stateful>
    </>
  )
}

function countInWords(count: number, isFiltered: boolean): string {
  if (isFiltered) return `${formatWhole(count)} match`
  return count === 1 ? '1 campaign' : `${formatWhole(count)} campaigns`
}

type StatusFilterProps = {
  status: CampaignStatus | undefined
  onChange: (status: CampaignStatus | undefined) => void
}

function StatusFilter({ status, onChange }: StatusFilterProps) {
  return (
    <Select
      aria-label="Status"
      value={status ?? ''}
      onChange={(event) => {
        const { value } = event.currentTarget
        onChange(campaignStatuses.find((each) => each === value))
      }}
      data={[
        { value: '', label: 'All but archived' },
        ...campaignStatuses.map((each) => ({ value: each, label: statusWords[each].label })),
      ]}
    />
  )
}

function NoCampaigns({ isEditor }: { isEditor: boolean }) {
  return (
    <EmptyState
      title="No campaigns yet"
      text="A campaign puts codes together, so that you see which effort paid off. The codes keep leading where they lead."
      action={isEditor && <Link to="/campaigns/new">Create your first campaign</Link>}
    />
  )
}

function NothingFound() {
  return (
    <EmptyState
      title="No campaign matches"
      text="Other words, or another status, may find it."
      action={
        <Button variant="default" component={Link} to="/campaigns">
          Clear
        </Button>
      }
    />
  )
}
