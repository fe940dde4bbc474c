import { Button, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useQuery } from 'urql'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Select } from '../ui/Select.tsx'
import classes from './Activities.module.css'
import { activityPeopleDocument } from './documents.ts'
import { kinds } from './words.ts'

/** What the address says of the filters; days are the organization's, both included. */
export type ActivitySearch = {
  search?: string
  who?: string
  /** A kind of thing, or one action. */
  what?: string
  from?: string
  to?: string
}

export function Filters({ chosen }: { chosen: ActivitySearch }) {
  const navigate = useNavigate({ from: '/activity' })
  const [people] = useQuery({ query: activityPeopleDocument })
  const members = people.data?.organization?.members.nodes ?? []
  // Somebody who has left, or came after the hundred that are listed.
  const isKnown = !chosen.who || members.some(({ id }) => id === chosen.who)

  const [isOpen, setOpen] = useState(false)
  const count = [chosen.who, chosen.what, chosen.from, chosen.to].filter(Boolean).length

  function set(change: ActivitySearch) {
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  }
  const dayField = (key: 'from' | 'to', word: string, label: string) => (
    <TextInput
      type="date"
      className={classes.day}
      aria-label={label}
      leftSection={word}
      leftSectionWidth={word.length * 8 + 18}
      value={chosen[key] ?? ''}
      onChange={(event) => set({ [key]: event.currentTarget.value || undefined })}
    />
  )

  return (
    <FilterBar
      label="Search by name"
      search={chosen.search ?? ''}
      onSearch={(search) => set({ search: search || undefined } as ActivitySearch)}
    >
      <Button
        variant="default"
        className={classes.more}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {count > 0 ? `Filters, ${count} set` : 'Filters'}
      </Button>
      <div className={classes.filters} data-open={isOpen}>
        <Select
          aria-label="Who"
          value={chosen.who ?? ''}
          onChange={(event) =>
            set({ who: event.currentTarget.value || undefined } as ActivitySearch)
          }
          data={[
            { value: '', label: 'Anybody' },
            ...(isKnown ? [] : [{ value: chosen.who ?? '', label: 'Somebody else' }]),
            ...members.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <Select
          aria-label="What"
          className={classes.kind}
          value={chosen.what ?? ''}
          onChange={(event) =>
            set({ what: event.currentTarget.value || undefined } as ActivitySearch)
          }
          data={[{ value: '', label: 'Anything' }, ...whats]}
        />
        {dayField('from', 'From', 'From that day on')}
        {dayField('to', 'To', 'Up to and with that day')}
      </div>
    </FilterBar>
  )
}

const whats = kinds.map(({ type, title, acts }) => ({
  group: title,
  items: [
    { value: type, label: title },
    ...Object.entries(acts).map(([value, did]) => ({ value, label: `${title}: ${did}` })),
  ],
}))
