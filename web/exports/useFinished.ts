import { useClient } from 'urql'
import { showToast } from '../frame/toast.ts'
import type { ExportRowFragment } from '../gql/graphql.ts'
import { formatWhole } from '../ui/format.ts'
import { exportFileDocument } from './documents.ts'
import { startDownload } from './download.ts'

/** Longer than this and the history is the place to look. */
const patience = 120_000

/**
 * Watches an export until it is done, then says so once: its rows are counted while it streams. One
 * that was queued is downloaded when it is ready.
 */
export function useFinished(): (made: ExportRowFragment & { downloadUrl: string | null }) => void {
  const client = useClient()
  return (made) => {
    void watch()

    async function watch() {
      const until = Date.now() + patience
      let isDownloading = made.downloadUrl !== null
      for (let wait = 400; Date.now() < until; wait = Math.min(wait * 1.5, 5_000)) {
        const found = await client.query(
          exportFileDocument,
          { id: made.id },
          { requestPolicy: 'network-only' },
        )
        const file = found.data?.export
        if (file?.downloadUrl && !isDownloading) {
          isDownloading = true
          startDownload(file.downloadUrl, file.fileName)
        }
        const words = file && describe(file)
        if (words) {
          showToast({ text: words })
          return
        }
        await new Promise((resolve) => setTimeout(resolve, wait))
      }
    }
  }
}

function describe(file: ExportRowFragment): string | null {
  if (file.status === 'FAILED') return `${file.fileName} failed. Its history entry stays.`
  if (file.status !== 'READY' || file.rowCount === null) return null
  const rows = file.rowCount === 1 ? '1 row' : `${formatWhole(file.rowCount)} rows`
  return `${file.fileName} is ready, ${rows}.`
}
