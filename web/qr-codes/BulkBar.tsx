import { Button, Modal } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useClient } from 'urql'
import { useCampaignOptions } from '../campaigns/CampaignSelect.tsx'
import { useMoves } from '../campaigns/useMoves.ts'
import { PageExport } from '../exports/PageExport.tsx'
import { showToast } from '../frame/toast.ts'
import type { QrCodeRowFragment } from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import { Confirm } from '../ui/Confirm.tsx'
import { formatWhole } from '../ui/format.ts'
import { Select } from '../ui/Select.tsx'
import { SelectionBar } from '../ui/SelectionBar.tsx'
import {
  deleteQrCodesDocument,
  restoreQrCodesDocument,
  updateQrCodesDocument,
} from './documents.ts'
import classes from './QrCodes.module.css'

type BulkBarProps = { codes: QrCodeRowFragment[]; onClear: () => void }

const most = 100
const mostCompared = 5

/** What can be done with several codes at once: all of them or none. */
export function BulkBar({ codes, onClear }: BulkBarProps) {
  const client = useClient()
  const [dialog, setDialog] = useState<'move' | 'delete' | null>(null)
  const ids = codes.map(({ id }) => id)

  async function setStatus(status: 'ACTIVE' | 'PAUSED') {
    const changed = codes.filter((code) => code.status !== status)
    const { error } = await send(ids, status)
    if (error) return showToast({ text: readRefusal(error).message })
    onClear()
    showToast({
      text: `${inWords(codes)} ${status === 'PAUSED' ? 'paused' : 'resumed'}.`,
      onUndo: () => void undo(changed, status === 'PAUSED' ? 'ACTIVE' : 'PAUSED'),
    })
  }

  function send(those: string[], status: 'ACTIVE' | 'PAUSED') {
    return client.mutation(updateQrCodesDocument, { ids: those, input: { status } })
  }

  /** Only those that were otherwise before go back. */
  async function undo(those: typeof codes, status: 'ACTIVE' | 'PAUSED') {
    const { error } = await send(
      those.map(({ id }) => id),
      status,
    )
    const done = `${inWords(those)} ${status === 'PAUSED' ? 'paused' : 'resumed'}.`
    showToast({ text: error ? readRefusal(error).message : done })
  }

  if (codes.length > most) {
    return (
      <SelectionBar count={codes.length} onClear={onClear}>
        <span className={classes.quiet}>At most {most} at a time.</span>
      </SelectionBar>
    )
  }
  return (
    <>
      <SelectionBar count={codes.length} onClear={onClear}>
        {codes.some(({ status }) => status === 'ACTIVE') && (
          <Button variant="default" onClick={() => void setStatus('PAUSED')}>
            Pause
          </Button>
        )}
        {codes.some(({ status }) => status === 'PAUSED') && (
          <Button variant="default" onClick={() => void setStatus('ACTIVE')}>
            Resume
          </Button>
        )}
        <Button variant="default" onClick={() => setDialog('move')}>
          Move
        </Button>
        {codes.length >= 2 && codes.length <= mostCompared && (
          <Button
            variant="default"
            renderRoot={(props) => (
              <Link {...props} to="/analytics/compare" search={{ codes: ids.join(',') }} />
            )}
          >
            Compare
          </Button>
        )}
        <PageExport
          wish={() => ({
            dataset: 'QR_CODES',
            filter: { qrCodeIds: ids },
            filterWords: `${inWords(codes)}, as chosen in the list.`,
          })}
        />
        <Button variant="default" onClick={() => setDialog('delete')}>
          Delete
        </Button>
      </SelectionBar>
      <MoveDialog
        codes={codes}
        opened={dialog === 'move'}
        onClose={() => setDialog(null)}
        onDone={onClear}
      />
      <DeleteDialog
        codes={codes}
        opened={dialog === 'delete'}
        onClose={() => setDialog(null)}
        onDone={onClear}
      />
    </>
  )
}

function inWords({ length }: { length: number }): string {
  return length === 1 ? 'One code' : `${formatWhole(length)} codes`
}

type DialogProps = {
  codes: QrCodeRowFragment[]
  opened: boolean
  onClose: () => void
  onDone: () => void
}

function MoveDialog({ codes, opened, onClose, onDone }: DialogProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`Move ${inWords(codes).toLowerCase()}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {opened && <MoveForm codes={codes} onClose={onClose} onDone={onDone} />}
    </Modal>
  )
}

function MoveForm({ codes, onClose, onDone }: Omit<DialogProps, 'opened'>) {
  const move = useMoves()
  const options = useCampaignOptions()
  const [to, setTo] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function submit() {
    setBusy(true)
    const problem = await move(codes, options.find(({ id }) => id === to) ?? null)
    setBusy(false)
    if (problem) return setFailure(problem)
    onClose()
    onDone()
  }

  return (
    <div className={classes.fields}>
      <Select
        label="To"
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
        data={[
          { value: '', label: 'No campaign' },
          ...options.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      {failure && (
        <p className={classes.alert} role="alert">
          {failure}
        </p>
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button onClick={() => void submit()} loading={isBusy}>
          Move
        </Button>
      </div>
    </div>
  )
}

function DeleteDialog({ codes, opened, onClose, onDone }: DialogProps) {
  const client = useClient()
  const [failure, setFailure] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const ids = codes.map(({ id }) => id)

  async function remove() {
    setBusy(true)
    const { error } = await client.mutation(deleteQrCodesDocument, { ids })
    setBusy(false)
    if (error) return setFailure(readRefusal(error).message)
    onClose()
    onDone()
    showToast({ text: `${inWords(codes)} deleted.`, onUndo: () => void restore() })
  }

  async function restore() {
    const { error } = await client.mutation(restoreQrCodesDocument, { ids })
    showToast({ text: error ? readRefusal(error).message : `${inWords(ids)} back and working.` })
  }

  return (
    <Confirm
      opened={opened}
      title={`Delete ${inWords(codes).toLowerCase()}?`}
      consequence={
        codes.length === 1
          ? 'Its printed code stops working at once.'
          : 'Their printed codes stop working at once.'
      }
      verb="Delete"
      busy={isBusy}
      error={failure}
      onConfirm={() => void remove()}
      onClose={onClose}
    />
  )
}
