import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import classes from './FilterBar.module.css'
import { useShortcuts } from './shortcuts.ts'

type FilterBarProps = {
  label: string
  search: string
  onSearch: (search: string) => void
  children?: ReactNode
}

/** Search and filters over a list. The page keeps them in its URL. */
export function FilterBar({ label, search, onSearch, children }: FilterBarProps) {
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(search)
  useShortcuts({ search: () => field.current?.focus() })
  const settle = useDebouncedCallback(onSearch, 250)
  // Back, forward and Clear change the URL; the field follows.
  useEffect(() => setTyped(search), [search])

  function change(value: string) {
    setTyped(value)
    settle(value.trim())
  }

  return (
    <search className={classes.bar}>
      <TextInput
        className={classes.search}
        type="search"
        aria-label={label}
        placeholder={label}
        ref={field}
        value={typed}
        onChange={(event) => change(event.currentTarget.value)}
        leftSection={<IconSearch size={16} stroke={1.5} aria-hidden="true" />}
        rightSection={
          typed && (
            <CloseButton size="sm" aria-label="Clear the search" onClick={() => change('')} />
          )
        }
      />
      {children}
    </search>
  )
}
