import { Button } from '@mantine/core'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useClient, useMutation } from 'urql'
import type { QrCodeDetailsFragment } from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import { Conflict } from '../ui/Conflict.tsx'
import { placeRefusal, useFieldErrors } from '../ui/fields.ts'
import { useLeaveWarning } from '../ui/useLeaveWarning.ts'
import { useZone } from '../ui/zone.ts'
import { CodeFields, codeFieldNames, findProblems, readCode } from './CodeFields.tsx'
import { qrCodeDocument, updateQrCodeDocument } from './documents.ts'
import { type Limit, LimitPrompt } from './LimitPrompt.tsx'
import classes from './QrCodes.module.css'

type EditFormProps = {
  code: QrCodeDetailsFragment
  /** Starts the form anew with what is stored now. */
  onReset: () => void
}

export function EditForm({ code, onReset }: EditFormProps) {
  const zone = useZone()
  const navigate = useNavigate()
  const client = useClient()
  const { form, errors, alert, show } = useFieldErrors()
  const [start] = useState(code)
  const [theirs, setTheirs] = useState<QrCodeDetailsFragment | null>(null)
  const [limit, setLimit] = useState<Limit | null>(null)
  const [isUnsaved, setUnsaved] = useState(false)
  useLeaveWarning(isUnsaved)
  const [{ fetching }, update] = useMutation(updateQrCodeDocument)

  async function save(version: number) {
    if (!form.current) return
    const input = readCode(new FormData(form.current), zone)
    const problems = findProblems(input)
    show(problems)
    if (Object.keys(problems).length > 0) return
    const { error } = await update({ id: code.id, input: { ...input, version } })
    if (!error) {
      await navigate({ to: '/qr-codes/$id', params: { id: code.id } })
      return
    }
    const refusal = readRefusal(error)
    if (refusal.code === 'CONFLICT') await meetTheirs()
    else if (refusal.code === 'NOT_FOUND') await sayWhatIsGone()
    else if (refusal.code === 'LIMIT_REACHED') {
      setLimit({ max: refusal.limit, planName: refusal.planName })
    } else show(...placeRefusal(refusal, codeFieldNames))
  }

  async function meetTheirs() {
    const again = await client.query(
      qrCodeDocument,
      { id: code.id },
      { requestPolicy: 'network-only' },
    )
    if (again.data?.qrCode) setTheirs(again.data.qrCode)
    else if (again.error) show({}, readRefusal(again.error).message)
  }

  /** It was there when the form was opened; of what it names, only the campaign can have gone as well. */
  async function sayWhatIsGone() {
    const again = await client.query(
      qrCodeDocument,
      { id: code.id },
      { requestPolicy: 'network-only' },
    )
    if (again.data?.qrCode) show({ campaignId: 'It is gone meanwhile. Choose another.' })
    else show({}, `${start.name} was deleted meanwhile. Nothing was saved.`)
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    void save(start.version)
  }

  return (
    <form
      ref={form}
      noValidate
      onSubmit={submit}
      onChange={() => setUnsaved(true)}
      className={classes.fields}
      style={{ maxWidth: 480 }}
    >
      <CodeFields errors={errors} initial={start} />
      {alert && (
        <p className={classes.alert} role="alert">
          {alert}
        </p>
      )}
      {limit && <LimitPrompt limit={limit} />}
      {theirs ? (
        <Conflict at={theirs.updatedAt} onSee={onReset} onSave={() => void save(theirs.version)} />
      ) : (
        <div className={classes.buttons}>
          <Button type="submit" size="md" loading={fetching}>
            Save
          </Button>
          <Button variant="default" size="md" component={Link} to={`/qr-codes/${code.id}`}>
            Cancel
          </Button>
        </div>
      )}
    </form>
  )
}
