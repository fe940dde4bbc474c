import { Button } from '@mantine/core'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCampaignOptions } from '../campaigns/CampaignSelect.tsx'
import { canEditCodes, useViewer } from '../frame/viewer.ts'
import type { QrCodeListQuery, QrCodeRowFragment, QrCodeStatus } from '../gql/graphql.ts'
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
import { BulkBar } from './BulkBar.tsx'
import { qrCodeListDocument } from './documents.ts'
import { codeColumns, narrowCode } from './rows.tsx'
import { readOnlySentence, statusWords } from './words.ts'

const route = getRouteApi('/qr-codes')

export function ListPage() {
  const { search = '', status, campaign } = route.useSearch()
  const navigate = route.useNavigate()
  const isEditor = canEditCodes(useViewer())
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const pages = usePages(
    qrCodeListDocument,
    { search: search || null, status: status ?? null, campaignId: campaign ?? null },
    (data) => data.organization?.qrCodes,
  )
  const isFiltered = Boolean(search || status || campaign)
  // What left the list, or was never in it, is not acted on unseen.
  const selected = (pages.nodes ?? []).filter(({ id }) => chosen.has(id))

  return (
    <>
      <PageHeader
        title="QR codes"
        sub={
          <UsageLine
            codes={pages.totalCount}
            isFiltered={isFiltered}
            usage={pages.first?.organization?.usage}
          />
        }
        actions={
          isEditor && (
            <Button component={Link} to="/qr-codes/new">
              New QR code
            </Button>
          )
        }
      />
      <FilterBar
        label="Search by name, address or target"
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
        <CampaignFilter
          campaign={campaign}
          onChange={(next) =>
            void navigate({ search: (before) => ({ ...before, campaign: next }), replace: true })
          }
        />
      </FilterBar>
      {selected.length > 0 && <BulkBar codes={selected} onClear={() => setChosen(new Set())} />}
      <Stateful
        state={stateOfPages(pages)}
        skeleton={<RowsSkeleton narrow={60} />}
        error={errorOf(pages.refusal)}
        onRetry={pages.retry}
        empty={isFiltered ? <NothingFound /> : <NoCodes isEditor={isEditor} />}
      >
        <DataTable<QrCodeRowFragment>
          caption="QR codes, newest first"
          columns={codeColumns}
          rows={pages.nodes ?? []}
          narrow={narrowCode}
          selection={isEditor ? { chosen, onChange: setChosen, nameOf: ({ name }) => name } : null}
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

type UsageLineProps = {
  codes: number
  isFiltered: boolean
  usage: NonNullable<QrCodeListQuery['organization']>['usage'] | undefined
}

/** "23 of 100", and how many of them the filters leave. */
function UsageLine({ codes, isFiltered, usage }: UsageLineProps) {
  const line = usage?.find((each) => each.resource === 'QR_CODES')
  // The line keeps its height while its numbers are on the way.
  if (!line) return <>&nbsp;</>
  const used = formatWhole(line.used)
  return (
    <>
      {line.max === null
        ? `${used} in use, unlimited`
        : `${used} of ${formatWhole(line.max)} in use`}
      {isFiltered && `, ${formatWhole(codes)} match`}
    </>
  )
}

const filterable: QrCodeStatus[] = ['ACTIVE', 'PAUSED', 'EXPIRED', 'TAKEN_DOWN']

type StatusFilterProps = {
  status: QrCodeStatus | undefined
  onChange: (status: QrCodeStatus | undefined) => void
}

function StatusFilter({ status, onChange }: StatusFilterProps) {
  return (
    <Select
      aria-label="Status"
      value={status ?? ''}
      onChange={(event) => {
        const { value } = event.currentTarget
        onChange(filterable.find((each) => each === value))
      }}
      data={[
        { value: '', label: 'Any status' },
        ...filterable.map((each) => ({ value: each, label: statusWords[each].label })),
      ]}
    />
  )
}

type CampaignFilterProps = {
  campaign: string | undefined
  onChange: (campaign: string | undefined) => void
}

function CampaignFilter({ campaign, onChange }: CampaignFilterProps) {
  const options = useCampaignOptions()
  const isKnown = options.some(({ id }) => id === campaign)
  return (
    <Select
      aria-label="Campaign"
      value={campaign ?? ''}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
      data={[
        { value: '', label: 'Any campaign' },
        // An address may name one that is archived, or gone.
        ...(campaign && !isKnown ? [{ value: campaign, label: 'This campaign' }] : []),
        ...options.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  )
}

/** The button above makes the first one too. */
function NoCodes({ isEditor }: { isEditor: boolean }) {
  return (
    <EmptyState
      title="No QR codes yet"
      text={
        isEditor
          ? 'Create one, point it at a page, and scan it with your phone. The first scan shows up in Live within a second.'
          : readOnlySentence
      }
    />
  )
}

function NothingFound() {
  return (
    <EmptyState
      title="No code matches"
      text="Other words, another status or another campaign may find it."
      action={
        <Button variant="default" component={Link} to="/qr-codes">
          Clear
        </Button>
      }
    />
  )
}
