import { Button, Modal, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { useClient, useMutation } from 'urql'
import { CampaignSelect } from '../campaigns/CampaignSelect.tsx'
import { showToast } from '../frame/toast.ts'
import { canEditCodes, useViewer } from '../frame/viewer.ts'
import type { UploadRowFragment } from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import { CopyField } from '../ui/CopyField.tsx'
import { placeRefusal, readField, useFieldErrors } from '../ui/fields.ts'
import { formatBytes } from '../ui/format.ts'
import {
  deleteUploadDocument,
  downloadDocument,
  restoreUploadDocument,
  updateUploadDocument,
} from './documents.ts'
import classes from './Files.module.css'
import { readOnlySentence, typeWords } from './words.ts'

type FileDialogProps = { upload: UploadRowFragment | null; onClose: () => void }

/** One file: what it is, its name and campaign, and what can be done with it. */
export function FileDialog({ upload, onClose }: FileDialogProps) {
  return (
    <Modal
      opened={upload !== null}
      onClose={onClose}
      title={upload?.name}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {upload && <FileForm key={upload.version} upload={upload} onDone={onClose} />}
    </Modal>
  )
}

function FileForm({ upload, onDone }: { upload: UploadRowFragment; onDone: () => void }) {
  const isEditor = canEditCodes(useViewer())
  const { form, errors, alert, show } = useFieldErrors()
  const [{ fetching }, update] = useMutation(updateUploadDocument)
  const acts = useActs(upload, onDone, (message) => show({}, message))

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    const input = {
      name: readField(fields, 'name'),
      campaignId: readField(fields, 'campaignId') || null,
      version: upload.version,
    }
    const { error } = await update({ id: upload.id, input })
    if (error) show(...placeRefusal(readRefusal(error), ['name', 'campaignId']))
    else onDone()
  }

  return (
    <form ref={form} noValidate onSubmit={(event) => void submit(event)} className={classes.fields}>
      <Facts upload={upload} />
      {isEditor ? (
        <>
          <TextInput
            name="name"
            label="Name"
            maxLength={200}
            defaultValue={upload.name}
            error={errors.name}
          />
          <CampaignSelect
            own={upload.campaign}
            description="Optional. It is listed there as well."
            error={errors.campaignId}
          />
        </>
      ) : (
        <p className={classes.quiet}>{readOnlySentence}</p>
      )}
      {alert && (
        <p className={classes.problem} role="alert">
          {alert}
        </p>
      )}
      <div className={classes.buttons}>
        {isEditor && (
          <Button
            variant="subtle"
            style={{ marginRight: 'auto' }}
            onClick={() => void acts.remove()}
          >
            Delete
          </Button>
        )}
        <Button variant="default" onClick={() => void acts.download()}>
          Download
        </Button>
        {isEditor && (
          <Button type="submit" loading={fetching}>
            Save
          </Button>
        )}
      </div>
    </form>
  )
}

function Facts({ upload: { type, sizeBytes, qrCodes } }: { upload: UploadRowFragment }) {
  return (
    <dl className={classes.facts}>
      <dt>Type</dt>
      <dd>
        {typeWords[type]}, {formatBytes(sizeBytes)}
      </dd>
      <dt>Shown by</dt>
      <dd>
        {qrCodes.length === 0 && 'No code. Choose it as the target of one.'}
        {qrCodes.map((code, index) => (
          <span key={code.id}>
            {index > 0 && ', '}
            <Link to="/qr-codes/$id" params={{ id: code.id }}>
              {code.name}
            </Link>
          </span>
        ))}
      </dd>
      {qrCodes[0] && (
        <>
          <dt>Link</dt>
          <dd>
            <CopyField value={qrCodes[0].targetUrl} label="the link" />
          </dd>
        </>
      )}
    </dl>
  )
}

function useActs(
  upload: UploadRowFragment,
  onDone: () => void,
  onProblem: (message: string) => void,
) {
  const client = useClient()

  async function restore() {
    const { error } = await client.mutation(restoreUploadDocument, { id: upload.id })
    showToast({ text: error ? readRefusal(error).message : `${upload.name} is back.` })
  }

  return {
    async remove() {
      const { error } = await client.mutation(deleteUploadDocument, { id: upload.id })
      if (error) return onProblem(readRefusal(error).message)
      onDone()
      showToast({ text: `${upload.name} deleted.`, onUndo: () => void restore() })
    },
    async download() {
      const { data, error } = await client.query(
        downloadDocument,
        { id: upload.id },
        { requestPolicy: 'network-only' },
      )
      if (error) return onProblem(readRefusal(error).message)
      // The server sends it as a download: the page stays where it is.
      if (data?.upload?.downloadUrl) window.location.assign(data.upload.downloadUrl)
    },
  }
}
