import { NativeSelect, type NativeSelectProps } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'

/** The browser's own list: it works with every keyboard, phone and screen reader. */
export function Select(props: NativeSelectProps) {
  return (
    <NativeSelect
      rightSection={<IconChevronDown size={16} stroke={1.5} aria-hidden="true" />}
      {...props}
    />
  )
}
