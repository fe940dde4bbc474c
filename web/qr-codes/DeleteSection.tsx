import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useClient, useMutation } from 'urql'
import { showToast } from '../frame/toast.ts'
import type { QrCodeDetailsFragment } from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import { Confirm } from '../ui/Confirm.tsx'
import { Section } from '../ui/Section.tsx'
import { deleteQrCodeDocument, restoreQrCodeDocument } from './documents.ts'
import classes from './QrCodes.module.css'

export function DeleteSection({ code }: { code: QrCodeDetailsFragment }) {
  const client = useClient()
  const navigate = useNavigate()
  const [isAsking, setAsking] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const [{ fetching }, remove] = useMutation(deleteQrCodeDocument)

  async function confirm() {
    const { error } = await remove({ id: code.id })
    if (error) {
      setFailure(readRefusal(error).message)
      return
    }
    await navigate({ to: '/qr-codes' })
    showToast({ text: `${code.name} deleted.`, onUndo: () => void restore() })
  }

  async function restore() {
    const { error } = await client.mutation(restoreQrCodeDocument, { id: code.id })
    showToast({ text: error ? readRefusal(error).message : `${code.name} is back and works.` })
  }

  return (
    <Section title="Delete">
      <p className={classes.quiet}>
        Its printed code stops working at once. Its scans are kept, and so is its address: no other
        code will ever get it.
      </p>
      <Button variant="default" onClick={() => setAsking(true)}>
        Delete this QR code
      </Button>
      <Confirm
        opened={isAsking}
        title={`Delete ${code.name}?`}
        consequence="Its printed code stops working at once."
        verb="Delete QR code"
        busy={fetching}
        error={failure}
        onConfirm={() => void confirm()}
        onClose={() => setAsking(false)}
      />
    </Section>
  )
}
