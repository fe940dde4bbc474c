import { Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { canRunOrganization, useViewer } from '../frame/viewer.ts'
import type { SettingsFragment } from '../gql/graphql.ts'
import { readField } from '../ui/fields.ts'
import { formatMoment } from '../ui/format.ts'
import { Section } from '../ui/Section.tsx'
import { Select } from '../ui/Select.tsx'
import { FormSkeleton } from '../ui/Skeletons.tsx'
import { Stateful } from '../ui/Stateful.tsx'
import { useZone } from '../ui/zone.ts'
import { countries } from './countries.ts'
import classes from './Settings.module.css'
import { SettingsForm } from './SettingsForm.tsx'
import { type SettingsPage, useSettings } from './useSettings.ts'
import { readOnlySentence } from './words.ts'

export function OrganizationPage() {
  const page = useSettings()
  const canEdit = canRunOrganization(useViewer())
  return (
    <>
      <Section title="Company">
        {!canEdit && <p className={classes.quiet}>{readOnlySentence}</p>}
        <Stateful
          state={page.state}
          skeleton={<FormSkeleton fields={6} />}
          error={page.error}
          onRetry={page.retry}
        >
          {page.settings && (
            <Company key={page.edition} page={page} settings={page.settings} canEdit={canEdit} />
          )}
        </Stateful>
      </Section>
      <Section title="Time zone">
        <Stateful state={page.state} skeleton={<FormSkeleton fields={2} />} error={page.error}>
          {page.settings && (
            <Timezone key={page.edition} page={page} settings={page.settings} canEdit={canEdit} />
          )}
        </Stateful>
      </Section>
    </>
  )
}

type PartProps = { page: SettingsPage; settings: SettingsFragment; canEdit: boolean }

function Company({ page, settings, canEdit }: PartProps) {
  const [start] = useState(settings)
  return (
    <SettingsForm
      page={page}
      canEdit={canEdit}
      fields={['name', 'email', 'phone', 'billingAddress', 'country']}
      read={(form) => ({
        name: readField(form, 'name'),
        email: readField(form, 'email'),
        phone: readField(form, 'phone'),
        billingAddress: readField(form, 'billingAddress'),
        country: readField(form, 'country'),
      })}
    >
      {(errors) => (
        <>
          <TextInput
            name="name"
            label="Name"
            autoComplete="organization"
            maxLength={200}
            defaultValue={start.name}
            error={errors.name}
          />
          <TextInput
            name="email"
            type="email"
            label="E-mail"
            description="Where we write to the company."
            autoComplete="off"
            defaultValue={start.email ?? ''}
            error={errors.email}
          />
          <TextInput
            name="phone"
            type="tel"
            label="Phone"
            description="Optional."
            autoComplete="off"
            defaultValue={start.phone ?? ''}
            error={errors.phone}
          />
          <Textarea
            name="billingAddress"
            label="Billing address"
            description="Optional."
            rows={3}
            defaultValue={start.billingAddress ?? ''}
            error={errors.billingAddress}
          />
          <Select
            name="country"
            label="Country"
            description="It decides whether data sharing needs your consent."
            defaultValue={start.country ?? ''}
            data={[{ value: '', label: 'Not given' }, ...countries]}
            error={errors.country}
          />
        </>
      )}
    </SettingsForm>
  )
}

function Timezone({ page, settings, canEdit }: PartProps) {
  const zone = useZone()
  const [start] = useState(settings)
  const { timezone, nextTimezone } = settings
  const chosen = start.nextTimezone?.timezone ?? start.timezone
  return (
    <SettingsForm
      page={page}
      canEdit={canEdit}
      fields={['timezone']}
      read={(form) => ({ timezone: readField(form, 'timezone') })}
    >
      {(errors) => (
        <>
          <Select
            name="timezone"
            label="Time zone"
            description="Days, weeks and months are cut by it, in charts and in exports. A change holds from the next midnight; days before it stay as they were counted."
            defaultValue={chosen}
            data={zonesWith(chosen)}
            error={errors.timezone}
          />
          <p className={classes.quiet} role="status">
            {nextTimezone
              ? `${timezone} holds until ${formatMoment(nextTimezone.from, zone)}, then ${nextTimezone.timezone}.`
              : `${timezone} holds now.`}
          </p>
        </>
      )}
    </SettingsForm>
  )
}

/** Every zone the browser lists, and the chosen one by the name it was chosen by. */
function zonesWith(chosen: string): string[] {
  return [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), chosen])].sort()
}
