import { Button, Textarea } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { canRunOrganization, useViewer } from '../frame/viewer.ts'
import type { SettingsFragment } from '../gql/graphql.ts'
import { readField } from '../ui/fields.ts'
import { formatMoment } from '../ui/format.ts'
import { Section } from '../ui/Section.tsx'
import { FormSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { Toggle } from '../ui/Toggle.tsx'
import { useZone } from '../ui/zone.ts'
import classes from './Settings.module.css'
import { SettingsForm } from './SettingsForm.tsx'
import { type SettingsPage, useSettings } from './useSettings.ts'
import { readOnlySentence } from './words.ts'

export function PrivacyPage() {
  const page = useSettings()
  const canEdit = canRunOrganization(useViewer())
  const states = { state: page.state, error: page.error }
  return (
    <>
      <Section title="Data sharing">
        {!canEdit && <p className={classes.quiet}>{readOnlySentence}</p>}
        <Stateful {...states} skeleton={<FormSkeleton fields={2} />} onRetry={page.retry}>
          {page.settings && <Sharing page={page} settings={page.settings} canEdit={canEdit} />}
        </Stateful>
      </Section>
      <Section title="Excluded addresses">
        <Stateful {...states} skeleton={<FormSkeleton fields={3} />}>
          {page.settings && (
            <Excluded key={page.edition} page={page} settings={page.settings} canEdit={canEdit} />
          )}
        </Stateful>
      </Section>
      <Kept />
    </>
  )
}

type PartProps = { page: SettingsPage; settings: SettingsFragment; canEdit: boolean }

function Sharing({ page, settings, canEdit }: PartProps) {
  const zone = useZone()
  const sharing = settings.dataSharing
  const [wish, setWish] = useState<boolean | null>(null)
  const [failure, setFailure] = useState<string | null>(null)

  async function change(on: boolean) {
    setWish(on)
    const refusal = await page.save({ sharesData: on })
    setWish(null)
    setFailure(refusal?.message ?? null)
    const theirs = refusal?.code === 'CONFLICT' && (await page.readTheirs())
    if (theirs) page.meet(theirs)
  }

  return (
    <>
      <div className={classes.prose}>
        <p>
          We publish how often codes are scanned in a city, by day and kind of device, counted over
          many companies. A number appears only when at least 10 people and 3 companies stand behind
          it, and no company for more than 60 % of it.
        </p>
        <p>
          Your name, your codes, where they lead, and who scanned them are never part of it. Your
          codes and your own analytics work the same either way.
        </p>
      </div>
      <Toggle
        label="Let our scans count in these numbers"
        checked={wish ?? sharing.isOn}
        disabled={!canEdit || page.isSaving}
        onChange={(on) => void change(on)}
        description={
          <>
            {whyItIsSo(settings)}
            {sharing.decidedAt &&
              ` ${sharing.isOn ? 'Switched on' : 'Switched off'} ${formatMoment(sharing.decidedAt, zone)}${
                sharing.decidedBy ? ` by ${sharing.decidedBy.name}` : ''
              }.`}
          </>
        }
      />
      {failure && (
        <p className={classes.alert} role="alert">
          {failure}
        </p>
      )}
    </>
  )
}

function whyItIsSo({ country, dataSharing }: SettingsFragment): string {
  if (dataSharing.decidedAt) return 'You can change it any time; it holds for scans from then on.'
  if (!dataSharing.isConsentRequired) return 'It is on until you switch it off.'
  return country
    ? 'In your country it stays off until you switch it on.'
    : 'No country is given under Organization, so it stays off until you switch it on.'
}

function Excluded({ page, settings, canEdit }: PartProps) {
  const [start] = useState(settings)
  const list = useRef<HTMLTextAreaElement>(null)

  function add() {
    if (!list.current) return
    const lines = new Set([...readLines(list.current.value), page.yourAddress])
    list.current.value = [...lines].join('\n')
    list.current.focus()
  }

  return (
    <SettingsForm
      page={page}
      canEdit={canEdit}
      fields={['excludedAddresses']}
      read={(form) => ({ excludedAddresses: readLines(readField(form, 'excludedAddresses')) })}
    >
      {(errors) => (
        <>
          <Textarea
            ref={list}
            name="excludedAddresses"
            label="Addresses whose scans do not count"
            description="One a line: an address like 203.0.113.7, or a network like 203.0.113.0/24. Up to 100. Scans from there are kept and shown as excluded, from now on."
            rows={5}
            defaultValue={start.excludedAddresses.map(asTyped).join('\n')}
            error={errors.excludedAddresses}
            classNames={{ input: classes.mono }}
          />
          {canEdit && (
            <div>
              <Button variant="default" onClick={add}>
                Add {page.yourAddress}, where you are now
              </Button>
            </div>
          )}
        </>
      )}
    </SettingsForm>
  )
}

function readLines(text: string): string[] {
  return text.split(/[\s,;]+/).filter(Boolean)
}

/** A network of one address reads as that address. */
function asTyped(network: string): string {
  return network.replace(/^([\d.]+)\/32$|^([\da-f:]+)\/128$/, '$1$2')
}

/** What api/maintenance.ts does, in words. */
const kept = [
  ['Scans', '25 months, with place, device and browser. After that only counts remain.'],
  ['Addresses of who scans', 'Never. They are looked up for the city and cut to their network.'],
  ['Browser identification as it was sent', '30 days, to tell people from programs.'],
  ['What makes a visitor the same one within a day', 'Forgotten within two days after that day.'],
  ['Activity of your team', 'As long as your account.'],
  ['Deleted QR codes', 'Restorable for 30 days. Their address is never given to anybody else.'],
] as const

function Kept() {
  return (
    <Section title="What is kept, and how long">
      <dl className={classes.kept}>
        {kept.map(([what, how]) => (
          <div key={what} className={classes.keptLine}>
            <dt>{what}</dt>
            <dd>{how}</dd>
          </div>
        ))}
      </dl>
      <p className={classes.quiet}>
        Take everything with you any time from <Link to="/exports">Exports</Link>.
      </p>
    </Section>
  )
}
