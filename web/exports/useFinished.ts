import { useClient } from 'urql'
import { showToast } from '../frame/toast.ts'
import type { ExportRowFragment } from '../gql/graphql.ts'
import { exportFileDocument } from './documents.ts'
import { startDownload } from './download.ts'
import { followExport } from './follow.ts'
import { countRows, isUnderWay } from './words.ts'

/** Longer than this and the history is the place to look. */
const patience = 120_000

type Made = ExportRowFragment & { downloadUrl: string | null }

/**
 * Brings an export home: one that is small downloads at once and is looked after until its rows are counted; one in the
 * background is announced now and again when it is done, on whatever page the person is by then.
 */
export function useFinished(): (made: Made) => void {
  const client = useClient()
  return (made) => {
    if (isUnderWay(made)) {
      showToast({ text: `${made.fileName} is being made. Exports, History shows how far it is.` })
      followExport(client, made.id, (row) => say(row))
      return
    }
    if (made.downloadUrl) startDownload(made.downloadUrl, made.fileName)
    void watch()

    async function watch() {
      const until = Date.now() + patience
      for (let wait = 400; Date.now() < until; wait = Math.min(wait * 1.5, 5_000)) {
        const found = await client.query(
          exportFileDocument,
          { id: made.id },
          { requestPolicy: 'network-only' },
        )
        const file = found.data?.export
        if (file && say(file)) return
        await new Promise((resolve) => setTimeout(resolve, wait))
      }
    }
  }
}

/** Says what it has come to, once there is something to say. */
function say(file: ExportRowFragment): boolean {
  if (file.status === 'FAILED') showToast({ text: file.failure ?? `${file.fileName} failed.` })
  else if (file.status === 'READY' && file.rowCount !== null) {
    showToast({ text: `${file.fileName} is ready, ${countRows(file.rowCount)}.` })
  } else return file.status === 'CANCELLED' || file.status === 'EXPIRED'
  return true
}
