import { useState } from 'react'
import { useClient, useMutation, useQuery } from 'urql'
import type { SettingsFragment, UpdateOrganizationInput } from '../gql/graphql.ts'
import { type Refusal, readRefusal } from '../refusal.ts'
import { updateViewer } from '../session.ts'
import { errorOf, stateOf } from '../state.ts'
import { settingsDocument, updateOrganizationDocument } from './documents.ts'

/**
 * The settings as the page's forms started from them, and the version that the person has seen: what they saved themselves
 * counts as seen, what another saved meanwhile is a conflict.
 */
export function useSettings() {
  const client = useClient()
  const [answer, ask] = useQuery({ query: settingsDocument, requestPolicy: 'network-only' })
  const [{ fetching }, run] = useMutation(updateOrganizationDocument)
  const [seen, setSeen] = useState<SettingsFragment | null>(null)
  const [edition, setEdition] = useState(0)
  const latest = answer.data?.organization ?? null
  if (latest && !seen) setSeen(latest)

  return {
    settings: seen,
    yourAddress: latest?.yourAddress ?? '',
    /** Forms with this key start anew when it changes. */
    edition,
    state: seen ? ('ready' as const) : stateOf(answer),
    error: errorOf(answer.error),
    isSaving: fetching,
    retry: () => ask({ requestPolicy: 'network-only' }),
    /** Saves over that version; the one seen when none is given. Null when it was done. */
    async save(input: UpdateOrganizationInput, version = seen?.version): Promise<Refusal | null> {
      const { data, error } = await run({ input: { ...input, version: version ?? null } })
      if (error) return readRefusal(error)
      if (!data) return null
      const saved = data.updateOrganization
      setSeen(saved)
      updateViewer((viewer) => ({
        ...viewer,
        organization: { ...viewer.organization, name: saved.name },
      }))
      return null
    },
    /** What is stored now; null when it cannot be read. */
    async readTheirs(): Promise<SettingsFragment | null> {
      const again = await client.query(settingsDocument, {}, { requestPolicy: 'network-only' })
      return again.data?.organization ?? null
    },
    /** Another's version is on the page from now on. */
    meet(theirs: SettingsFragment) {
      setSeen(theirs)
      setEdition(edition + 1)
    },
  }
}

export type SettingsPage = ReturnType<typeof useSettings>
