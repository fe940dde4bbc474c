import { useState } from 'react'
import { canEditCodes, useViewer } from '../frame/viewer.ts'
import type { UploadRowFragment } from '../gql/graphql.ts'
import { usePages } from '../pages.ts'
import { errorOf, stateOfPages } from '../state.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { DropZone } from '../ui/DropZone.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Section } from '../ui/Section.tsx'
import { RowsSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { campaignUploadsDocument } from './documents.ts'
import { FileDialog } from './FileDialog.tsx'
import { narrowUpload, uploadColumns } from './rows.tsx'
import { TransferList } from './TransferList.tsx'
import { useTransfers } from './useTransfers.ts'
import { accepted } from './words.ts'

/** The files of one campaign, and a place to add some to it. */
export function CampaignFiles({ campaignId }: { campaignId: string }) {
  const isEditor = canEditCodes(useViewer())
  const transfers = useTransfers(campaignId)
  const [open, setOpen] = useState<UploadRowFragment | null>(null)
  const pages = usePages(
    campaignUploadsDocument,
    { id: campaignId },
    (data) => data.campaign?.uploads,
  )
  return (
    <Section title="Files">
      {isEditor && (
        <DropZone
          accept={accepted}
          button="Add files"
          isAside
          hint="Or drop them here: they join this campaign."
          onFiles={transfers.add}
        />
      )}
      <TransferList
        transfers={transfers.all}
        onCancel={transfers.cancel}
        onRetry={transfers.retry}
      />
      <Stateful
        state={stateOfPages(pages)}
        skeleton={<RowsSkeleton rows={2} narrow={60} />}
        error={errorOf(pages.refusal)}
        onRetry={pages.retry}
        empty={<EmptyState title="No files yet" text="Files of this campaign are listed here." />}
      >
        <DataTable<UploadRowFragment>
          caption="Files of this campaign, newest first"
          columns={uploadColumns(setOpen).filter(({ key }) => key !== 'campaign')}
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
    </Section>
  )
}
