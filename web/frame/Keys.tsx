import { Modal } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import classes from './Keys.module.css'

const keys = [
  { key: '/', does: 'Search' },
  { key: 'C', does: 'New QR code' },
  { key: 'P', does: 'Pause or go on, in Live' },
  { key: 'G, then L Q E A P', does: 'Go to Live, QR codes, Exports, Activity, Plan' },
  { key: 'Esc', does: 'Close what is open' },
  { key: '?', does: 'This list' },
]

const destinations = {
  l: '/live',
  q: '/qr-codes',
  e: '/exports',
  a: '/activity',
  p: '/plan',
} as const

/** One key, one action; off while typing, in dialogs, and with Ctrl, Alt or Command held. */
export function useKeys(onList: () => void): void {
  const navigate = useNavigate()
  const wentAt = useRef(0)
  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.defaultPrevented || isBusy(event)) return
      const key = event.key.toLowerCase()
      const destination = destinations[key as keyof typeof destinations]
      if (destination && Date.now() - wentAt.current < 1_500) {
        wentAt.current = 0
        void navigate({ to: destination })
      } else if (key === 'g') wentAt.current = Date.now()
      else if (key === '/') document.querySelector<HTMLElement>('[data-search]')?.focus()
      else if (key === 'c') void navigate({ to: '/qr-codes/new' })
      else if (key === 'p') document.querySelector<HTMLElement>('[data-key-pause]')?.click()
      else if (key === '?') onList()
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [navigate, onList])
}

function isBusy(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return true
  const target = event.target
  const isTyping =
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, select, textarea, [role="menu"] *'))
  return isTyping || document.querySelector('[role="dialog"]') !== null
}

export function KeyList({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keys"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <dl className={classes.list}>
        {keys.map(({ key, does }) => (
          <div key={key} className={classes.line}>
            <dt>
              <kbd className={classes.key}>{key}</kbd>
            </dt>
            <dd className={classes.does}>{does}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
