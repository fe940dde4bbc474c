import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { canEditCodes, useViewer } from '../frame/viewer.ts'
import type { UploadListQuery, UploadRowFragment, UploadType } from '../gql/graphql.ts'
import { usePages } from '../pages.ts'
import { errorOf, stateOfPages } from '../state.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { DropZone } from '../ui/DropZone.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { formatBytes, formatWhole } from '../ui/format.ts'
import { LimitMeter } from '../ui/LimitMeter.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'
import { Select } from '../ui/Select.tsx'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { uploadListDocument } from './documents.ts'
import { FileDialog } from './FileDialog.tsx'
import classes from './Files.module.css'
import { narrowUpload, uploadColumns } from './rows.tsx'
import { TransferList } from './TransferList.tsx'
import { useTransfers } from './useTransfers.ts'
import { accepted, readOnlySentence, types, typeWords } from './words.ts'

const route = getRouteApi('/files')

export function FilesPage() {
  const { search = '', type } = route.useSearch()
  const navigate = route.useNavigate()
  const isEditor = canEditCodes(useViewer())
  const [open, setOpen] = useState<UploadRowFragment | null>(null)
  const pages = usePages(
    uploadListDocument,
    { search: search || null, type: type ?? null },
    (data) => data.organization?.uploads,
  )
  const isFiltered = Boolean(search || type)

  return (
    <>
      <PageHeader
        title="Files"
        sub={
          pages.nodes ? (
            <>
              {formatWhole(pages.totalCount)} {pages.totalCount === 1 ? 'file' : 'files'}
              {isFiltered && ' match'}
            </>
          ) : (
            <>&nbsp;</>
          )
        }
      />
      <Room usage={pages.first?.organization?.usage} />
      {isEditor ? <Adding /> : <p className={classes.quiet}>{readOnlySentence}</p>}
      <FilterBar
        label="Search by name"
        search={search}
        onSearch={(next) =>
          void navigate({
            search: (before) => ({ ...before, search: next || undefined }),
            replace: true,
          })
        }
      >
        <TypeFilter
          type={type}
          onChange={(next) =>
            void navigate({ search: (before) => ({ ...before, type: next }), replace: true })
          }
        />
      </FilterBar>
      <Stateful
        state={stateOfPages(pages)}
        skeleton={<RowsSkeleton narrow={60} />}
        error={errorOf(pages.refusal)}
        onRetry={pages.retry}
        empty={isFiltered ? <NothingFound /> : <NoFiles isEditor={isEditor} />}
      >
        <DataTable<UploadRowFragment>
          caption="Files, newest first"
          columns={uploadColumns(setOpen)}
          rows={pages.nodes ?? []}
          narrow={narrowUpload(setOpen)}
          more={
            pages.next === null
              ? null
              : { onMore: () => pages.more(pages.next ?? ''), loading: pages.isLoadingMore }
          }
        />
      </Stateful>
      <FileDialog upload={open} onClose={() => setOpen(null)} />
    </>
  )
}

function Adding() {
  const transfers = useTransfers()
  return (
    <div className={classes.adding}>
      <DropZone
        accept={accepted}
        button="Add files"
        hint="Or drop them here. PDF, PNG, JPG, WebP, MP4 and MP3, up to 100 MB each."
        onFiles={transfers.add}
      />
      <TransferList
        transfers={transfers.all}
        onCancel={transfers.cancel}
        onRetry={transfers.retry}
      />
    </div>
  )
}

type Usage = NonNullable<UploadListQuery['organization']>['usage']

function Room({ usage }: { usage: Usage | undefined }) {
  const line = usage?.find(({ resource }) => resource === 'STORAGE_BYTES')
  return (
    <ul className={classes.meters} style={{ minHeight: 41 }}>
      {line && <LimitMeter label="Storage" used={line.used} max={line.max} format={formatBytes} />}
    </ul>
  )
}

type TypeFilterProps = {
  type: UploadType | undefined
  onChange: (type: UploadType | undefined) => void
}

function TypeFilter({ type, onChange }: TypeFilterProps) {
  return (
    <Select
      aria-label="Type"
      value={type ?? ''}
      onChange={(event) => {
        const { value } = event.currentTarget
        onChange(types.find((each) => each === value))
      }}
      data={[
        { value: '', label: 'Any type' },
        ...types.map((each) => ({ value: each, label: typeWords[each] })),
      ]}
    />
  )
}

function NoFiles({ isEditor }: { isEditor: boolean }) {
  return (
    <EmptyState
      title="No files yet"
      text={
        isEditor
          ? 'Add a menu, a price list or a film, then choose it as the target of a QR code. Change the file later; the print stays.'
          : 'Files that QR codes show will be listed here.'
      }
    />
  )
}

function NothingFound() {
  return <EmptyState title="No file matches" text="Change the search or the type." />
}
