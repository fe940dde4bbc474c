import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useClient } from 'urql'
import { useFinished } from '../exports/useFinished.ts'
import { exportStatusWords } from '../exports/words.ts'
import { showToast } from '../frame/toast.ts'
import { canEditCodes, useViewer } from '../frame/viewer.ts'
import type { ScheduleRowFragment } from '../gql/graphql.ts'
import { usePages } from '../pages.ts'
import { readRefusal } from '../refusal.ts'
import { errorOf, stateOfPages } from '../state.ts'
import { Confirm } from '../ui/Confirm.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { formatList } from '../ui/format.ts'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { StatusDot } from '../ui/StatusDot.tsx'
import { useZone } from '../ui/zone.ts'
import {
  deleteScheduleDocument,
  runScheduleDocument,
  schedulesDocument,
  updateScheduleDocument,
} from './documents.ts'
import { ScheduleDialog } from './ScheduleDialog.tsx'
import classes from './Schedules.module.css'
import { nextOf, periodWords, readOnlySentence, whatOf, whenOf } from './words.ts'

/** Exports that come by themselves: what, when, to whom. */
export function Schedules() {
  const zone = useZone()
  const isEditor = canEditCodes(useViewer())
  const [open, setOpen] = useState<ScheduleRowFragment | 'new' | null>(null)
  const pages = usePages(schedulesDocument, {}, (data) => data.organization?.exportSchedules)
  const columns = columnsOf(isEditor ? setOpen : null)
  return (
    <>
      {isEditor ? (
        <div className={classes.bar}>
          <Button onClick={() => setOpen('new')} aria-haspopup="dialog">
            New schedule
          </Button>
          <span className={classes.quiet}>Times in {zone}.</span>
        </div>
      ) : (
        <p className={classes.quiet}>
          {readOnlySentence} Times in {zone}.
        </p>
      )}
      <Stateful
        state={stateOfPages(pages)}
        skeleton={<RowsSkeleton narrow={60} />}
        error={errorOf(pages.refusal)}
        onRetry={pages.retry}
        empty={
          <EmptyState
            title="No schedules yet"
            text="An export of your choice, by mail every day, week or month. The mail links to the file, or brings it along."
          />
        }
      >
        <DataTable<ScheduleRowFragment>
          caption="Schedules, newest first"
          columns={columns}
          rows={pages.nodes ?? []}
          narrow={(row) => ({
            first: row.name,
            second: (
              <>
                {whatOf(row)}. {whenOf(row)}
              </>
            ),
            figure: isEditor ? <Acts row={row} onEdit={setOpen} /> : nextOf(row),
          })}
          more={
            pages.next === null
              ? null
              : { onMore: () => pages.more(pages.next ?? ''), loading: pages.isLoadingMore }
          }
        />
      </Stateful>
      <ScheduleDialog
        opened={open !== null}
        schedule={open === 'new' ? null : open}
        onClose={() => setOpen(null)}
      />
    </>
  )
}

type OnEdit = (row: ScheduleRowFragment) => void

function columnsOf(onEdit: OnEdit | null): Column<ScheduleRowFragment>[] {
  return [
    {
      key: 'name',
      head: 'Name',
      isName: true,
      cell: (row) => (
        <span title={`${whatOf(row)}, ${periodWords[row.range].toLowerCase()}`}>{row.name}</span>
      ),
    },
    { key: 'what', head: 'What', width: '17%', spare: true, cell: whatOf },
    { key: 'when', head: 'When', width: '20%', cell: (row) => whenOf(row) },
    { key: 'to', head: 'To', width: '16%', spare: true, cell: (row) => <Recipients row={row} /> },
    { key: 'next', head: 'Next', width: '18%', cell: (row) => <Next row={row} /> },
    { key: 'last', head: 'Last', width: 104, spare: true, cell: (row) => <Last row={row} /> },
    ...(onEdit
      ? [
          {
            key: 'acts',
            head: 'Actions',
            isHeadUnseen: true,
            align: 'right' as const,
            width: 60,
            cell: (row: ScheduleRowFragment) => <Acts row={row} onEdit={onEdit} />,
          },
        ]
      : []),
  ]
}

function Recipients({ row: { recipients, delivery } }: { row: ScheduleRowFragment }) {
  const names = recipients.map(({ name }) => name)
  if (names.length === 0) return <span className={classes.quiet}>Nobody: history only</span>
  const how = delivery === 'ATTACHMENT' ? 'with the file' : 'with a link'
  return <span title={`${formatList(names)}, ${how}`}>{formatList(names)}</span>
}

function Next({ row }: { row: ScheduleRowFragment }) {
  if (row.isPaused) {
    return (
      <span title={row.pausedReason ?? undefined}>
        <StatusDot label={row.pausedReason ? 'Paused by itself' : 'Paused'} tone="warn" />
      </span>
    )
  }
  return nextOf(row)
}

function Last({ row: { lastExport } }: { row: ScheduleRowFragment }) {
  if (!lastExport) return <span className={classes.quiet}>Never</span>
  return (
    <Link to="/exports" search={{ tab: 'history', export: lastExport.id }}>
      {exportStatusWords[lastExport.status].label}
    </Link>
  )
}

function Acts({ row, onEdit }: { row: ScheduleRowFragment; onEdit: OnEdit }) {
  const client = useClient()
  const finish = useFinished()
  const [isDeleting, setDeleting] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const { id, name, isPaused, version } = row

  async function toggle() {
    const input = { isPaused: !isPaused, version }
    const { error } = await client.mutation(updateScheduleDocument, { id, input })
    if (error) showToast({ text: readRefusal(error).message })
  }

  async function run() {
    const { data, error } = await client.mutation(runScheduleDocument, { id })
    if (error) showToast({ text: readRefusal(error).message })
    else if (data) finish(data.runExportSchedule)
  }

  async function remove() {
    const { error } = await client.mutation(deleteScheduleDocument, { id })
    if (error) return setFailure(readRefusal(error).message)
    setDeleting(false)
    showToast({ text: `${name} deleted. Its files stay in the history.` })
  }

  return (
    <>
      <Menu position="bottom-end" width={180}>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            className={classes.more}
            aria-label={`More for ${name}`}
          >
            <IconDots size={16} stroke={1.5} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => onEdit(row)}>Edit</Menu.Item>
          <Menu.Item onClick={() => void run()}>Run now</Menu.Item>
          <Menu.Item onClick={() => void toggle()}>{isPaused ? 'Resume' : 'Pause'}</Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => setDeleting(true)}>Delete</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Confirm
        opened={isDeleting}
        title={`Delete ${name}?`}
        consequence="Nothing more is sent. Files it has made stay in the history until they expire."
        verb="Delete"
        error={failure}
        onConfirm={() => void remove()}
        onClose={() => setDeleting(false)}
      />
    </>
  )
}
