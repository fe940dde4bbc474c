import { Button, Modal, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useMutation } from 'urql'
import { showToast } from '../frame/toast.ts'
import type { QrCodeRowFragment, ShareChannel } from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import { CopyField } from '../ui/CopyField.tsx'
import { placeRefusal, readField, useFieldErrors } from '../ui/fields.ts'
import { Select } from '../ui/Select.tsx'
import classes from './Campaigns.module.css'
import { shareCampaignDocument } from './documents.ts'

const channels: { channel: ShareChannel; label: string }[] = [
  { channel: 'FACEBOOK', label: 'Facebook' },
  { channel: 'X', label: 'X' },
  { channel: 'LINKEDIN', label: 'LinkedIn' },
  { channel: 'WHATSAPP', label: 'WhatsApp' },
  { channel: 'EMAIL', label: 'Own e-mail' },
  { channel: 'COPY_LINK', label: 'Get the link' },
]

type ShareDialogProps = {
  campaign: { id: string; name: string }
  codes: QrCodeRowFragment[]
  opened: boolean
  onClose: () => void
}

/** One link, several places to put it. Where it was shared is written down. */
export function ShareDialog(props: ShareDialogProps) {
  const { campaign, codes, opened, onClose } = props
  const active = codes.filter(({ status }) => status === 'ACTIVE')
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`Share ${campaign.name}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {opened && active.length === 0 && (
        <p className={classes.text}>
          A shared link leads where a code of the campaign leads. Add an active code first.
        </p>
      )}
      {opened && active.length > 0 && <Share campaign={campaign} codes={active} />}
    </Modal>
  )
}

function Share({ campaign, codes }: Pick<ShareDialogProps, 'campaign' | 'codes'>) {
  const [qrCodeId, setQrCodeId] = useState(codes[0]?.id ?? '')
  const [message, setMessage] = useState(campaign.name)
  const [link, setLink] = useState<string | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [, share] = useMutation(shareCampaignDocument)

  async function open(channel: ShareChannel) {
    setFailure(null)
    // Opened while the click still counts as one, or the browser would block it; it gets its address when there is one.
    const tab = isPage(channel) ? window.open('', '_blank') : null
    const input = { channel, qrCodeId, message: message.trim() || null }
    const { data, error } = await share({ id: campaign.id, input })
    if (error || !data) {
      tab?.close()
      return setFailure(error ? readRefusal(error).message : null)
    }
    const { url } = data.shareCampaign
    if (channel === 'COPY_LINK') setLink(url)
    else if (!tab) location.href = url
    else {
      tab.opener = null
      tab.location.href = url
    }
  }

  return (
    <div className={classes.fields}>
      <Select
        label="The link of"
        description="It leads where this code leads; its visits are told apart from scans of the print."
        value={qrCodeId}
        onChange={(event) => {
          setQrCodeId(event.currentTarget.value)
          setLink(null)
        }}
        data={codes.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Textarea
        label="Message"
        description="Facebook and LinkedIn take the link only."
        rows={2}
        maxLength={500}
        value={message}
        onChange={(event) => setMessage(event.currentTarget.value)}
      />
      <div className={classes.buttons}>
        {channels.map(({ channel, label }) => (
          <Button key={channel} variant="default" onClick={() => void open(channel)}>
            {label}
          </Button>
        ))}
      </div>
      {link && <CopyField value={link} label="the link" />}
      {failure && (
        <p className={classes.alert} role="alert">
          {failure}
        </p>
      )}
      <MailForm campaignId={campaign.id} qrCodeId={qrCodeId} message={message.trim() || null} />
    </div>
  )
}

type MailFormProps = { campaignId: string; qrCodeId: string; message: string | null }

/** A mail from us, with the member's name on it. */
function MailForm({ campaignId, qrCodeId, message }: MailFormProps) {
  const { form, errors, alert, show } = useFieldErrors()
  const [{ fetching }, share] = useMutation(shareCampaignDocument)

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const field = event.currentTarget
    const to = readField(new FormData(field), 'to')
      .split(/[\s,;]+/)
      .filter(Boolean)
    if (to.length === 0) return show({ to: 'Enter an e-mail address like name@example.com.' })
    const input = { channel: 'EMAIL' as const, qrCodeId, message, to }
    const { data, error } = await share({ id: campaignId, input })
    if (error) {
      const refusal = readRefusal(error)
      // A list's element is named by its place in it; the field is one.
      const isOfList = /(^|\.)to\.\d+$/.test(refusal.field ?? '')
      return show(...placeRefusal(isOfList ? { ...refusal, field: 'to' } : refusal, ['to']))
    }
    show({})
    field.reset()
    const { sentTo = 0 } = data?.shareCampaign ?? {}
    showToast({
      text: sentTo === 1 ? 'The mail is on its way.' : `${sentTo} mails are on their way.`,
    })
  }

  return (
    <form ref={form} noValidate onSubmit={(event) => void send(event)} className={classes.mail}>
      <TextInput
        name="to"
        label="Or we send it by mail to"
        description="Up to 10 addresses, with commas between."
        autoComplete="off"
        error={errors.to}
      />
      {alert && (
        <p className={classes.alert} role="alert">
          {alert}
        </p>
      )}
      <Button type="submit" variant="default" loading={fetching}>
        Send
      </Button>
    </form>
  )
}

function isPage(channel: ShareChannel): boolean {
  return channel !== 'EMAIL' && channel !== 'COPY_LINK'
}
