import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ScanRowFragment } from '../gql/graphql.ts'
import { ScanPanel } from '../scans/ScanPanel.tsx'
import { deviceOf, placeOf } from '../scans/words.ts'
import { formatMoment, formatTime, isToday } from '../ui/format.ts'
import { Section } from '../ui/Section.tsx'
import { useZone } from '../ui/zone.ts'
import classes from './JustNow.module.css'

type JustNowProps = { scans: readonly ScanRowFragment[]; hasFilters: boolean }

const shown = 5

/** The last scans, as they come; the rest is in Live. */
export function JustNow({ scans, hasFilters }: JustNowProps) {
  const zone = useZone()
  const [openId, setOpenId] = useState<string | null>(null)
  return (
    <Section title="Just now" tools={<Link to="/live">Live</Link>}>
      {scans.length === 0 && (
        <p className={classes.none}>
          {hasFilters ? 'No scans with these filters yet.' : 'Waiting for scans.'}
        </p>
      )}
      <ol className={classes.list} aria-label="The last scans, newest first">
        {scans.slice(0, shown).map((scan) => (
          <li key={scan.id} className={classes.item}>
            <button type="button" className={classes.row} onClick={() => setOpenId(scan.id)}>
              <time className={classes.time} dateTime={scan.scannedAt}>
                {isToday(scan.scannedAt, zone)
                  ? formatTime(scan.scannedAt, zone)
                  : formatMoment(scan.scannedAt, zone)}
              </time>
              <span className={classes.name}>{scan.qrCode.name}</span>
              <span className={classes.place}>{placeOf(scan)}</span>
              <span className={classes.device}>{deviceOf(scan)}</span>
            </button>
          </li>
        ))}
      </ol>
      <ScanPanel
        scan={scans.find((scan) => scan.id === openId) ?? null}
        onClose={() => setOpenId(null)}
      />
    </Section>
  )
}
