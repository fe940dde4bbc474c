import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useClient } from 'urql'
import { showToast } from '../frame/toast.ts'
import { canRunOrganization, useViewer } from '../frame/viewer.ts'
import type { ExportRowFragment } from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import {
  cancelExportDocument,
  exportFileDocument,
  mailExportDocument,
  retryExportDocument,
} from './documents.ts'
import { startDownload } from './download.ts'
import classes from './Exports.module.css'
import { useFinished } from './useFinished.ts'
import { isFetchable, isUnderWay } from './words.ts'

/** The one thing to do with an export in its state. */
export function Acts({ row }: { row: ExportRowFragment }) {
  const viewer = useViewer()
  const acts = useActs(row)
  const mayCancel = canRunOrganization(viewer) || row.requestedBy?.id === viewer.id
  if (isFetchable(row)) {
    return <Act label="Download" file={row.fileName} isBusy={acts.isBusy} onAct={acts.download} />
  }
  if (isUnderWay(row)) {
    if (!mayCancel) return null
    return <Act label="Cancel" file={row.fileName} isBusy={acts.isBusy} onAct={acts.cancel} />
  }
  return (
    <Act
      label={row.status === 'EXPIRED' ? 'Run again' : 'Retry'}
      file={row.fileName}
      isBusy={acts.isBusy}
      onAct={acts.retry}
    />
  )
}

type ActProps = { label: string; file: string; isBusy: boolean; onAct: () => Promise<void> }

function Act({ label, file, isBusy, onAct }: ActProps) {
  return (
    <button
      type="button"
      className={classes.again}
      aria-label={`${label}: ${file}`}
      disabled={isBusy}
      onClick={() => void onAct()}
    >
      {label}
    </button>
  )
}

export function useActs(row: ExportRowFragment) {
  const client = useClient()
  const navigate = useNavigate()
  const finish = useFinished()
  const [isBusy, setBusy] = useState(false)

  async function during(work: () => Promise<string | null>) {
    setBusy(true)
    const problem = await work()
    setBusy(false)
    if (problem) showToast({ text: problem })
  }

  /** The address of a file is short-lived; each download asks for a new one. */
  async function fetchFile(which: 'downloadUrl' | 'manifestUrl') {
    const { data, error } = await client.query(
      exportFileDocument,
      { id: row.id },
      { requestPolicy: 'network-only' },
    )
    if (error) return readRefusal(error).message
    const file = data?.export
    const address = file?.[which]
    if (!file || !address) return 'This file has expired. Run it again.'
    if (which === 'manifestUrl') startDownload(address, `${file.fileName}.manifest.json`)
    else if (file.status === 'READY') startDownload(address, file.fileName)
    else finish(file)
    return null
  }

  return {
    isBusy,
    download: () => during(() => fetchFile('downloadUrl')),
    manifest: () => during(() => fetchFile('manifestUrl')),
    mail: () =>
      during(async () => {
        const { error } = await client.mutation(mailExportDocument, { id: row.id })
        if (error) return readRefusal(error).message
        return row.status === 'READY'
          ? 'A link is on its way to you.'
          : 'You get a mail when it is ready.'
      }),
    cancel: () =>
      during(async () => {
        const { error } = await client.mutation(cancelExportDocument, { id: row.id })
        return error ? readRefusal(error).message : null
      }),
    retry: () =>
      during(async () => {
        const { data, error } = await client.mutation(retryExportDocument, { id: row.id })
        if (error) return readRefusal(error).message
        const made = data?.retryExport
        if (!made) return null
        finish(made)
        // Of one that has expired there is a new one now.
        if (made.id !== row.id) {
          await navigate({ to: '/exports', search: { tab: 'history' }, replace: true })
        }
        return null
      }),
  }
}
