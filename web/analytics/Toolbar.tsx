import { Button, Menu, Modal } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useQuery } from 'urql'
import { canChangePlan, useViewer } from '../frame/viewer.ts'
import type { LookbackQuery } from '../gql/graphql.ts'
import { ComparePicker, type DayRange, RangePicker } from '../ui/RangePicker.tsx'
import { type ShortcutId, shortcuts, useShortcuts } from '../ui/shortcuts.ts'
import { UpgradePrompt } from '../ui/UpgradePrompt.tsx'
import { useZone } from '../ui/zone.ts'
import { lookbackDocument } from './documents.ts'
import { FilterDialog } from './FilterDialog.tsx'
import { type Dimension, type DimensionKey, dimensions } from './filters.ts'
import {
  addDays,
  countDays,
  daysOf,
  defaultRange,
  presetOf,
  presets,
  shiftRange,
  todayIn,
  writeDays,
} from './ranges.ts'
import type { Scope, View } from './useView.ts'

type ToolbarProps = {
  view: View
  scope: Scope
  /** Some pages compare things, not periods. */
  hasCompare?: boolean
  hasFilter?: boolean
}

/** Range, comparison, filter: what every data page is asked by, with the keys for it. */
export function Toolbar({ view, scope, hasCompare = true, hasFilter = true }: ToolbarProps) {
  return (
    <>
      <Range view={view} />
      {hasCompare && <Compare view={view} />}
      {hasFilter && <Filters view={view} scope={scope} />}
    </>
  )
}

function Range({ view }: { view: View }) {
  const zone = useZone()
  const [locked, setLocked] = useState<string | null>(null)
  const [isCalendarOpen, setCalendarOpen] = useState(false)
  const [{ data }] = useQuery({ query: lookbackDocument })
  const today = todayIn(zone)
  const { range } = view.search
  const reach = data?.organization?.plan.lookbackDays ?? null
  const days = daysOf(range, today) ?? { first: addDays(today, -29), last: today }
  const options = presets.map(({ key, label, shortcut, first }) => ({
    key,
    label,
    shortcut: shortcuts[shortcut].keys.toUpperCase(),
    lockedBy: planFor(data, first(today), today),
  }))

  function pick(key: string) {
    view.set({ range: key === defaultRange ? undefined : key })
  }
  function shift(direction: -1 | 1) {
    const next = shiftRange(range, direction, today)
    if (next) view.set({ range: next })
  }
  const acts: Partial<Record<ShortcutId, () => void>> = {}
  for (const { key, shortcut } of presets) {
    const isLocked = options.some((option) => option.key === key && option.lockedBy)
    acts[shortcut] = () => (isLocked ? setLocked(key) : pick(key))
  }
  useShortcuts({
    ...acts,
    customRange: () => setCalendarOpen(true),
    earlier: () => shift(-1),
    later: () => shift(1),
  })

  return (
    <>
      <RangePicker
        options={options}
        value={presetOf(range)?.key ?? null}
        label={presetOf(range)?.label ?? nameDays(days)}
        days={days}
        earliest={reach === null ? null : addDays(today, -reach)}
        today={today}
        onPick={pick}
        onDays={(picked) => view.set({ range: writeDays(picked) })}
        onLocked={setLocked}
        isCalendarOpen={isCalendarOpen}
        onCalendar={setCalendarOpen}
      />
      <Modal
        opened={locked !== null}
        onClose={() => setLocked(null)}
        title={presetOf(locked ?? undefined)?.label}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <LookbackPrompt
          days={reach ?? 0}
          plan={options.find(({ key }) => key === locked)?.lockedBy ?? null}
        />
      </Modal>
    </>
  )
}

type LookbackPromptProps = { days: number; plan: string | null }

/** Older scans are kept; which plan opens them. */
export function LookbackPrompt({ days, plan }: LookbackPromptProps) {
  return (
    <UpgradePrompt
      reason={`Your plan shows ${days} days. Older scans are kept${plan ? ` and open with ${plan}` : ''}.`}
      plan={plan}
      canChange={canChangePlan(useViewer())}
      action={<Link to="/plan">See plans</Link>}
    />
  )
}

/** The cheapest plan that reaches that far back; null when this one does, or while nobody knows. */
function planFor(data: LookbackQuery | undefined, first: string | null, today: string) {
  const reach = data?.organization?.plan.lookbackDays ?? null
  // Everything is whatever the plan shows.
  if (first === null || reach === null) return null
  const needed = countDays({ first, last: today }) - 1
  if (needed <= reach) return null
  const reaching = (data?.plans ?? [])
    .filter(({ lookbackDays }) => lookbackDays == null || lookbackDays >= needed)
    .sort((a, b) => a.rank - b.rank)
  return reaching[0]?.name ?? null
}

function nameDays({ first, last }: DayRange): string {
  const format = new Intl.DateTimeFormat(undefined, {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    ...(last.slice(0, 4) === String(new Date().getFullYear()) ? {} : { year: 'numeric' as const }),
  })
  return format.formatRange(new Date(first), new Date(last))
}

const comparisons = [
  { key: 'prev', label: 'Previous period' },
  { key: 'year', label: 'Year before' },
  { key: 'off', label: 'Off' },
]

function Compare({ view }: { view: View }) {
  const { compare } = view.search
  useShortcuts({ compare: () => view.set({ compare: compare === 'off' ? undefined : 'off' }) })
  return (
    <ComparePicker
      options={comparisons}
      value={compare ?? 'prev'}
      onPick={(key) => view.set({ compare: key === 'year' || key === 'off' ? key : undefined })}
    />
  )
}

function Filters({ view, scope }: { view: View; scope: Scope }) {
  const [isOpen, setOpen] = useState(false)
  const [dimension, setDimension] = useState<Dimension | null>(null)
  useShortcuts({ filter: () => setOpen(true) })
  useEscape(() => {
    if (view.clauses.length > 0) view.set({ f: undefined })
  })
  return (
    <>
      <Menu
        position="bottom-end"
        width={200}
        opened={isOpen}
        onChange={setOpen}
        // Its button may be scrolled away when the key opens it.
        hideDetached={false}
      >
        <Menu.Target>
          <Button
            variant="default"
            rightSection={<IconChevronDown size={16} stroke={1.5} aria-hidden="true" />}
          >
            Filter
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {dimensions
            .filter(({ key }) => !isFixed(key, scope))
            .map((each) => (
              <Menu.Item key={each.key} onClick={() => setDimension(each)}>
                {each.label}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
      <FilterDialog
        view={view}
        scope={scope}
        dimension={dimension}
        onClose={() => setDimension(null)}
      />
    </>
  )
}

/** A code's page is about that code already. */
function isFixed(key: DimensionKey, scope: Scope): boolean {
  return (
    (key === 'code' && scope.qrCodeId !== undefined) ||
    (key === 'campaign' && (scope.qrCodeId !== undefined || scope.campaignId !== undefined))
  )
}

/** Esc closes what is open first; only a page with nothing open drops its filters. */
function useEscape(act: () => void): void {
  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      const isTyping =
        event.target instanceof HTMLElement && event.target.matches('input, textarea')
      const isOpen =
        document.querySelector('[role="dialog"], [role="menu"], :popover-open') !== null
      if (!isTyping && !isOpen) act()
    }
    // Before those that close what is open, which would then look as if nothing had been.
    window.addEventListener('keydown', press, { capture: true })
    return () => window.removeEventListener('keydown', press, { capture: true })
  }, [act])
}
