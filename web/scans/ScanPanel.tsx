import { Drawer } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ScanRowFragment } from '../gql/graphql.ts'
import { formatMoment, formatTime } from '../ui/format.ts'
import { PlaceCredit } from '../ui/PlaceCredit.tsx'
import { useZone } from '../ui/zone.ts'
import classes from './Scans.module.css'
import { classWords, deviceOf, placeOf, reasonOf } from './words.ts'

type ScanPanelProps = { scan: ScanRowFragment | null; onClose: () => void }

/** One scan in full: where, with what, from where, and why it counts or does not. */
export function ScanPanel({ scan, onClose }: ScanPanelProps) {
  return (
    <Drawer
      opened={scan !== null}
      onClose={onClose}
      size={400}
      title={scan?.qrCode.name ?? 'Scan'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {scan && <Details scan={scan} />}
    </Drawer>
  )
}

function Details({ scan }: { scan: ScanRowFragment }) {
  const zone = useZone()
  const reason = reasonOf(scan.reason)
  const isPerson = scan.classification === 'HUMAN'
  return (
    <>
      <dl className={classes.details}>
        <Detail
          term="When"
          text={`${formatMoment(scan.scannedAt, zone)} (${formatTime(scan.scannedAt, zone)}), ${zone}`}
        />
        <Detail term="Place" text={placeOf(scan)} />
        {scan.region && scan.city && <Detail term="Region" text={scan.region} />}
        <Detail term="Device" text={deviceOf(scan)} />
        <Detail
          term="Came by"
          text={scan.source === 'LINK' ? 'A shared link' : 'The printed code'}
        />
        <Detail term="Referrer" text={scan.referrer ?? 'None'} />
        <Detail
          term="Counted"
          text={isPerson ? 'Yes, as a person' : `No: ${classWords[scan.classification]}`}
        />
        {reason && <Detail term="Reason" text={reason} />}
        <Detail
          term="QR code"
          text={
            <Link to="/qr-codes/$id" params={{ id: scan.qrCode.id }}>
              {scan.qrCode.name}
            </Link>
          }
        />
      </dl>
      <PlaceCredit />
    </>
  )
}

function Detail({ term, text }: { term: string; text: ReactNode }) {
  return (
    <div className={classes.detail}>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </div>
  )
}
