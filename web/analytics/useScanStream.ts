import { useCallback, useMemo } from 'react'
import { useClient } from 'urql'
import type { ScanFilter } from '../gql/graphql.ts'
import { latestScansDocument } from '../scans/documents.ts'
import { useScanFeed } from '../scans/useScanFeed.ts'
import type { Scope, View } from './useView.ts'

/** The scans of a view as they happen, with the last few from before. */
export function useScanStream(view: View, { qrCodeId, campaignId }: Scope) {
  const client = useClient()
  const written = JSON.stringify(view.filter)
  const filter = useMemo(() => {
    const whole: ScanFilter = JSON.parse(written)
    if (qrCodeId) whole.qrCodeIds = [qrCodeId]
    if (campaignId) whole.campaignIds = [campaignId]
    return whole
  }, [written, qrCodeId, campaignId])
  return useScanFeed(
    filter,
    useCallback(async () => {
      const { data } = await client
        .query(latestScansDocument, { first: 5, filter }, { requestPolicy: 'network-only' })
        .toPromise()
      return data?.organization?.scans.nodes ?? null
    }, [client, filter]),
  )
}
