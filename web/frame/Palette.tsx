import { useDebouncedValue } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../gql/gql.ts'
import { readSession, subscribeToSession } from '../session.ts'
import { settingsTabs } from '../settings/tabs.ts'
import { type Command, type CommandGroup, CommandPalette } from '../ui/CommandPalette.tsx'
import { findAct, nameOfKeys, shortcutIds, shortcuts } from '../ui/shortcuts.ts'
import { allPlaces } from './places.ts'

const findDocument = graphql(`
  query FindAnything($search: String!) {
    organization {
      id
      qrCodes(first: 6, search: $search) { nodes { id name slug } }
      campaigns(first: 4, search: $search) { nodes { id name } }
    }
  }
`)

/** Ctrl/⌘ K: the pages, what can be done on this one, and codes and campaigns by their name. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState('')
  const words = query.trim()
  const { groups, isSearching } = useFound(words)
  // A session that ends by itself shows the form, and nothing may lie over it.
  useEffect(
    () => subscribeToSession(() => readSession().status !== 'signed-in' && onClose()),
    [onClose],
  )
  const fixed = useCommands().map(({ title, commands }) => ({
    title,
    commands: commands.filter((command) => matches(command, words)),
  }))
  return (
    <CommandPalette
      label="Find a page, a code or an action"
      groups={[...fixed, ...groups]}
      query={query}
      onQuery={setQuery}
      isSearching={isSearching}
      onClose={onClose}
    />
  )
}

/** What is there before anything is typed. */
function useCommands(): CommandGroup[] {
  const navigate = useNavigate()
  // Lent by the page underneath, which stays as it is while the palette is open.
  const [acts] = useState(() => shortcutIds.filter((id) => id !== 'palette' && findAct(id)))
  const doing = (isRange: boolean) =>
    acts
      .filter((id) => (shortcuts[id].group === 'Range') === isRange)
      .map((id) => ({
        id,
        label: shortcuts[id].does,
        keys: nameOfKeys(shortcuts[id].keys),
        run: () => findAct(id)?.(),
      }))
  return [
    {
      title: 'Pages',
      commands: [
        ...allPlaces.map(({ to, label, go }) => ({
          ...{ id: to, label, keys: `G ${go.toUpperCase()}` },
          run: () => void navigate({ to }),
        })),
        ...settingsTabs.map(({ to, label }) => ({
          ...{ id: to, label: `${label} settings` },
          run: () => void navigate({ to }),
        })),
      ],
    },
    { title: 'Actions', commands: doing(false) },
    { title: 'Range', commands: doing(true) },
  ]
}

function useFound(words: string): { groups: CommandGroup[]; isSearching: boolean } {
  const navigate = useNavigate()
  const [search] = useDebouncedValue(words, 150)
  const [answer] = useQuery({
    query: findDocument,
    variables: { search },
    pause: search === '',
    requestPolicy: 'network-only',
  })
  const isCurrent = search === words && words !== ''
  const { qrCodes, campaigns } = (isCurrent && answer.data?.organization) || {}
  return {
    isSearching: words !== '' && (!isCurrent || answer.fetching),
    groups: [
      {
        title: 'QR codes',
        commands: (qrCodes?.nodes ?? []).map(({ id, name, slug }) => ({
          ...{ id, label: name, hint: `/s/${slug}` },
          run: () => void navigate({ to: '/qr-codes/$id', params: { id } }),
        })),
      },
      {
        title: 'Campaigns',
        commands: (campaigns?.nodes ?? []).map(({ id, name }) => ({
          ...{ id, label: name },
          run: () => void navigate({ to: '/campaigns/$id', params: { id } }),
        })),
      },
    ],
  }
}

/** Every word typed begins a word of the command. */
function matches({ label }: Command, words: string): boolean {
  const own = label.toLowerCase().split(/\s+/)
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => own.some((each) => each.startsWith(word)))
}
