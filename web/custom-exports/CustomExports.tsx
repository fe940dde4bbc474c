import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useClient, useQuery } from 'urql'
import { exportOptionsDocument } from '../exports/documents.ts'
import { LockedFormat, optionsOf } from '../exports/FormatField.tsx'
import { Panel, type Wish } from '../exports/Panel.tsx'
import { nameOf } from '../exports/words.ts'
import { showToast } from '../frame/toast.ts'
import { canEditCodes, useViewer } from '../frame/viewer.ts'
import type { CustomExportRowFragment } from '../gql/graphql.ts'
import { usePages } from '../pages.ts'
import { readRefusal } from '../refusal.ts'
import { errorOf, stateOf, stateOfPages } from '../state.ts'
import { Confirm } from '../ui/Confirm.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { RelativeTime } from '../ui/RelativeTime.tsx'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { useZone } from '../ui/zone.ts'
import { Builder } from './Builder.tsx'
import classes from './Custom.module.css'
import {
  createCustomDocument,
  customExportsDocument,
  deleteCustomDocument,
  updateCustomDocument,
} from './documents.ts'
import { draftOf, recipeOf } from './recipe.ts'

const route = getRouteApi('/exports')

/** Reports of one's own: put together once, taken along again and again. */
export function CustomExports() {
  const [answer, ask] = useQuery({ query: exportOptionsDocument })
  const options = optionsOf(answer.data?.organization?.exportOptions, 'CUSTOM')
  const first = options.find(({ allowed }) => !allowed)
  const isLocked = options.length > 0 && options.every(({ allowed }) => !allowed)
  return (
    <Stateful
      state={isLocked ? 'locked' : stateOf(answer)}
      skeleton={<RowsSkeleton narrow={60} />}
      error={errorOf(answer.error)}
      onRetry={() => ask({ requestPolicy: 'network-only' })}
      locked={
        <div className={classes.locked}>
          <p className={classes.quiet}>
            Your own report: its columns in your order, filtered, grouped and sorted, saved under a
            name and shared with the team.
          </p>
          {first && <LockedFormat option={first} options={options} />}
        </div>
      }
    >
      <Saved />
    </Stateful>
  )
}

function Saved() {
  const { custom } = route.useSearch()
  const navigate = route.useNavigate()
  const [wanted, setWanted] = useState<Wish | null>(null)
  const pages = usePages(customExportsDocument, {}, (data) => data.organization?.customExports)
  const open = (id: string | undefined) =>
    void navigate({ search: { tab: 'custom', ...(id && { custom: id }) } })
  const edited = pages.nodes?.find(({ id }) => id === custom)

  if (custom && (custom === 'new' || edited)) {
    return <Builder key={custom} saved={edited ?? null} onClose={() => open(undefined)} />
  }
  return (
    <>
      <div className={classes.bar}>
        <Button onClick={() => open('new')}>New report</Button>
      </div>
      <Stateful
        state={stateOfPages(pages)}
        skeleton={<RowsSkeleton narrow={60} />}
        error={errorOf(pages.refusal)}
        onRetry={pages.retry}
        empty={
          <EmptyState
            title="No reports yet"
            text="Choose the columns, their order, filters and groups; the first rows show as you go. Save it, and take it along whenever you need it."
          />
        }
      >
        <DataTable<CustomExportRowFragment>
          caption="Reports, newest first"
          columns={columnsOf(setWanted)}
          rows={pages.nodes ?? []}
          narrow={(row) => ({
            first: <Name row={row} />,
            second: (
              <>
                {nameOf(row.recipe.dataset)}, {countColumns(row.recipe.columns.length)}
              </>
            ),
            figure: <Acts row={row} onGet={setWanted} />,
          })}
          more={
            pages.next === null
              ? null
              : { onMore: () => pages.more(pages.next ?? ''), loading: pages.isLoadingMore }
          }
        />
      </Stateful>
      <Panel wish={wanted} onClose={() => setWanted(null)} />
    </>
  )
}

function countColumns(count: number): string {
  return count === 1 ? '1 column' : `${count} columns`
}

type OnGet = (wish: Wish) => void

function columnsOf(onGet: OnGet): Column<CustomExportRowFragment>[] {
  return [
    { key: 'name', head: 'Name', isName: true, cell: (row) => <Name row={row} /> },
    {
      key: 'of',
      head: 'Of',
      width: '26%',
      cell: ({ recipe, problem }) =>
        problem ?? `${nameOf(recipe.dataset)}, ${countColumns(recipe.columns.length)}`,
    },
    {
      key: 'who',
      head: 'Whose',
      width: '20%',
      spare: true,
      cell: ({ createdBy, isShared }) =>
        `${createdBy?.name ?? 'Left'}${isShared ? ', shared' : ''}`,
    },
    {
      key: 'when',
      head: 'Changed',
      width: 116,
      spare: true,
      cell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
    },
    {
      key: 'acts',
      head: 'Actions',
      isHeadUnseen: true,
      align: 'right',
      width: 120,
      cell: (row) => <Acts row={row} onGet={onGet} />,
    },
  ]
}

function Name({ row }: { row: CustomExportRowFragment }) {
  return (
    <Link
      to="/exports"
      search={{ tab: 'custom', custom: row.id }}
      className="oi-cover"
      title={row.problem ?? row.name}
    >
      {row.name}
    </Link>
  )
}

function Acts({ row, onGet }: { row: CustomExportRowFragment; onGet: OnGet }) {
  const client = useClient()
  const zone = useZone()
  const mayShare = canEditCodes(useViewer())
  const navigate = route.useNavigate()
  const [isDeleting, setDeleting] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const { id, name, isShared, version, canEdit } = row

  async function say(work: Promise<{ error?: Parameters<typeof readRefusal>[0] | undefined }>) {
    const { error } = await work
    if (error) showToast({ text: readRefusal(error).message })
  }

  async function duplicate() {
    const recipe = recipeOf(draftOf(row, zone))
    const input = { name: `${name}, copy`.slice(0, 200), recipe }
    const { data, error } = await client.mutation(createCustomDocument, { input })
    if (error) return showToast({ text: readRefusal(error).message })
    const made = data?.createCustomExport.id
    if (made) await navigate({ search: { tab: 'custom', custom: made } })
  }

  async function remove() {
    const { error } = await client.mutation(deleteCustomDocument, { id })
    if (error) return setFailure(readRefusal(error).message)
    setDeleting(false)
  }

  return (
    <span className={classes.acts}>
      <Button
        variant="default"
        size="xs"
        className={classes.above}
        onClick={() => onGet({ dataset: 'CUSTOM', customExport: { id, name } })}
      >
        Get<span className="oi-unseen"> {name}</span>
      </Button>
      <Menu position="bottom-end" width={180}>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            className={classes.above}
            aria-label={`More for ${name}`}
          >
            <IconDots size={16} stroke={1.5} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void duplicate()}>Duplicate</Menu.Item>
          {canEdit && mayShare && (
            <Menu.Item
              onClick={() =>
                void say(
                  client
                    .mutation(updateCustomDocument, {
                      id,
                      input: { isShared: !isShared, version },
                    })
                    .toPromise(),
                )
              }
            >
              {isShared ? 'Keep to oneself' : 'Share with the team'}
            </Menu.Item>
          )}
          {canEdit && <Menu.Item onClick={() => setDeleting(true)}>Delete</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      <Confirm
        opened={isDeleting}
        title={`Delete ${name}?`}
        consequence="Files it has made stay in the history until they expire."
        verb="Delete"
        error={failure}
        onConfirm={() => void remove()}
        onClose={() => setDeleting(false)}
      />
    </span>
  )
}
