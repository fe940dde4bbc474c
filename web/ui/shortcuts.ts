import { useEffect, useRef } from 'react'

/** `keys` as a person presses them; `does` as the list and the palette say it. */
export type Shortcut = { keys: string; does: string; group: string }

/**
 * Every key the dashboard knows, once: the list shows them, the palette offers them, the frame listens for them. What a key
 * does is lent by whoever is on screen (useShortcuts); without a lender it is not offered and does nothing.
 */
export const shortcuts = {
  palette: { keys: 'mod+k', does: 'Find a page, a code or an action', group: 'Everywhere' },
  search: { keys: '/', does: 'Search', group: 'On this page' },
  newCode: { keys: 'c', does: 'New QR code', group: 'Everywhere' },
  list: { keys: '?', does: 'This list of keys', group: 'Everywhere' },
  pause: { keys: 'p', does: 'Pause or go on', group: 'On this page' },
  nextRow: { keys: 'j', does: 'Next row', group: 'On this page' },
  previousRow: { keys: 'k', does: 'Row before', group: 'On this page' },
  clear: { keys: 'Escape', does: 'Clear the selection', group: 'On this page' },
  filter: { keys: 'f', does: 'Filter', group: 'On this page' },
  today: { keys: 'd', does: 'Today', group: 'Range' },
  yesterday: { keys: 'e', does: 'Yesterday', group: 'Range' },
  last24Hours: { keys: 'h', does: 'Last 24 hours', group: 'Range' },
  last7Days: { keys: 'w', does: 'Last 7 days', group: 'Range' },
  last30Days: { keys: 't', does: 'Last 30 days', group: 'Range' },
  last90Days: { keys: 'n', does: 'Last 90 days', group: 'Range' },
  monthToDate: { keys: 'm', does: 'This month', group: 'Range' },
  quarterToDate: { keys: 'q', does: 'This quarter', group: 'Range' },
  yearToDate: { keys: 'y', does: 'This year', group: 'Range' },
  last12Months: { keys: 'l', does: 'Last 12 months', group: 'Range' },
  allTime: { keys: 'a', does: 'Everything', group: 'Range' },
  customRange: { keys: 'r', does: 'Choose the days', group: 'Range' },
  compare: { keys: 'x', does: 'Compare, or stop comparing', group: 'Range' },
  earlier: { keys: 'ArrowLeft', does: 'The range before', group: 'Range' },
  later: { keys: 'ArrowRight', does: 'The range after', group: 'Range' },
} as const satisfies Record<string, Shortcut>

export type ShortcutId = keyof typeof shortcuts
type Acts = Partial<Record<ShortcutId, () => void>>

export const shortcutIds = Object.keys(shortcuts) as ShortcutId[]

/** Keys as they stand on the keyboard in front of the reader. */
export function nameOfKeys(keys: string): string {
  if (keys === 'mod+k') return /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K'
  if (keys === 'ArrowLeft') return '←'
  if (keys === 'ArrowRight') return '→'
  return keys.toUpperCase()
}

const lenders: { current: Acts }[] = []

/** Lends acts to keys for as long as the component is on screen; the newest lender of a key wins. */
export function useShortcuts(acts: Acts): void {
  const latest = useRef(acts)
  useEffect(() => {
    latest.current = acts
  })
  useEffect(() => {
    lenders.push(latest)
    return () => {
      lenders.splice(lenders.indexOf(latest), 1)
    }
  }, [])
}

/** What that key does now; nothing when nobody on screen lent it an act. */
export function findAct(id: ShortcutId): (() => void) | undefined {
  return lenders.findLast((lender) => lender.current[id])?.current[id]
}

const kept = 'oi-keys'

/** Whether single keys do something on this device: who speaks to their computer may not want that (WCAG 2.1.4). */
export function areKeysOn(): boolean {
  return localStorage.getItem(kept) !== 'off'
}

export function switchKeys(on: boolean): void {
  if (on) localStorage.removeItem(kept)
  else localStorage.setItem(kept, 'off')
}
