import { Button } from '@mantine/core'
import { useClient, useMutation } from 'urql'
import { showToast } from '../frame/toast.ts'
import type { QrCodeDetailsFragment } from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import { qrCodeDocument, updateQrCodeDocument } from './documents.ts'

/** Stops a code, or lets it go on; a code that has ended by itself has neither. */
export function PauseButton({ code }: { code: QrCodeDetailsFragment }) {
  const client = useClient()
  const [{ fetching }, update] = useMutation(updateQrCodeDocument)
  const isPaused = code.status === 'PAUSED'
  if (!isPaused && code.status !== 'ACTIVE') return null

  async function toggle() {
    const { id, version } = code
    const { error } = await update({
      id,
      input: { status: isPaused ? 'ACTIVE' : 'PAUSED', version },
    })
    if (!error) return
    const refusal = readRefusal(error)
    showToast({ text: refusal.message })
    if (refusal.code === 'CONFLICT') {
      await client.query(qrCodeDocument, { id }, { requestPolicy: 'network-only' })
    }
  }

  return (
    <Button variant="default" onClick={() => void toggle()} loading={fetching}>
      {isPaused ? 'Resume' : 'Pause'}
    </Button>
  )
}
