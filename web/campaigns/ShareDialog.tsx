import { Button, Modal, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useMutation } from 'urql'
import type { QrCodeRowFragment, ShareChannel } from '../gql/graphql.ts'
import { readRefusal } from '../refusal.ts'
import { CopyField } from '../ui/CopyField.tsx'
import { Select } from '../ui/Select.tsx'
import classes from './Campaigns.module.css'
import { shareCampaignDocument } from './documents.ts'

const channels: { channel: ShareChannel; label: string }[] = [
  { channel: 'FACEBOOK', label: 'Facebook' },
  { channel: 'X', label: 'X' },
  { channel: 'LINKEDIN', label: 'LinkedIn' },
  { channel: 'WHATSAPP', label: 'WhatsApp' },
  { channel: 'EMAIL', label: 'E-mail' },
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
    </div>
  )
}

function isPage(channel: ShareChannel): boolean {
  return channel !== 'EMAIL' && channel !== 'COPY_LINK'
}
