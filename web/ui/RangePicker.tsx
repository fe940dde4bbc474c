import '@mantine/core/styles/Menu.css'
import { Button, Menu, Modal } from '@mantine/core'
import { IconChevronDown, IconLock } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import classes from './RangePicker.module.css'

export type RangeOption = {
  key: string
  label: string
  /** The key that picks it. */
  shortcut: string
  /** The plan that reaches this far, by name; null when this one does. */
  lockedBy: string | null
}

/** Whole days in the organization's zone, the last one included: 2026-10-01. */
export type DayRange = { first: string; last: string }

type RangePickerProps = {
  options: RangeOption[]
  /** One of the options' keys, or null for days of one's own. */
  value: string | null
  label: string
  /** What the calendar opens with. */
  days: DayRange
  /** The earliest day there is anything to see; null without end. */
  earliest: string | null
  today: string
  onPick: (key: string) => void
  onDays: (days: DayRange) => void
  onLocked: (key: string) => void
  isCalendarOpen: boolean
  onCalendar: (isOpen: boolean) => void
}

const Calendar = lazy(() =>
  import('./RangeCalendar.tsx').then((module) => ({ default: module.RangeCalendar })),
)

/** The range: presets with their keys, days of one's own, and what the plan does not reach, named. */
export function RangePicker(props: RangePickerProps) {
  const { options, value, label, onPick, onLocked, onCalendar } = props
  return (
    <>
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <Button
            variant="default"
            rightSection={<IconChevronDown size={16} stroke={1.5} aria-hidden="true" />}
          >
            {label}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {options.map((option) => (
            <Menu.Item
              key={option.key}
              className={classes.item}
              data-chosen={option.key === value}
              data-locked={option.lockedBy !== null}
              aria-current={option.key === value ? 'true' : undefined}
              leftSection={
                option.lockedBy && <IconLock size={16} stroke={1.5} aria-hidden="true" />
              }
              rightSection={
                option.lockedBy ? (
                  <span className={classes.plan}>
                    <span className="oi-unseen">comes with </span>
                    {option.lockedBy}
                  </span>
                ) : (
                  <kbd className={classes.key}>{option.shortcut}</kbd>
                )
              }
              onClick={() => (option.lockedBy ? onLocked(option.key) : onPick(option.key))}
            >
              {option.label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            className={classes.item}
            data-chosen={value === null}
            rightSection={<kbd className={classes.key}>R</kbd>}
            onClick={() => onCalendar(true)}
          >
            Other days
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={props.isCalendarOpen}
        onClose={() => onCalendar(false)}
        title="Which days"
        size="auto"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Suspense fallback={<div className={classes.waiting} />}>
          <Calendar
            days={props.days}
            earliest={props.earliest}
            today={props.today}
            onDays={(days) => {
              onCalendar(false)
              props.onDays(days)
            }}
          />
        </Suspense>
      </Modal>
    </>
  )
}

export type CompareOption = { key: string; label: string }

type ComparePickerProps = {
  options: CompareOption[]
  value: string
  onPick: (key: string) => void
}

/** What the range is compared with. */
export function ComparePicker({ options, value, onPick }: ComparePickerProps) {
  const chosen = options.find((option) => option.key === value)
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button
          variant="default"
          rightSection={<IconChevronDown size={16} stroke={1.5} aria-hidden="true" />}
        >
          Compare: {chosen?.label.toLowerCase() ?? 'off'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {options.map(({ key, label }) => (
          <Menu.Item
            key={key}
            className={classes.item}
            data-chosen={key === value}
            aria-current={key === value ? 'true' : undefined}
            onClick={() => onPick(key)}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
