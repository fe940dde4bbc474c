import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { areKeysOn, findAct, shortcutIds, shortcuts } from '../ui/shortcuts.ts'
import { allPlaces } from './places.ts'

/** One key, one act; off while typing, in dialogs, and with Ctrl, Alt or Command held. */
export function useKeys(): void {
  const navigate = useNavigate()
  const wentAt = useRef(0)
  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.defaultPrevented) return
      if (isPaletteKey(event) && !isDialogOpen()) {
        event.preventDefault()
        findAct('palette')?.()
        return
      }
      if (!areKeysOn() || isBusy(event)) return
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
      const isGoing = Date.now() - wentAt.current < 1_500
      wentAt.current = key === 'g' ? Date.now() : 0
      if (key === 'g') return
      const place = isGoing && allPlaces.find(({ go }) => go === key)
      const id = shortcutIds.find((each) => shortcuts[each].keys === key)
      const act = place ? () => void navigate({ to: place.to }) : id && findAct(id)
      if (!act) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [navigate])
}

function isBusy(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return true
  const target = event.target
  const isTyping =
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, select, textarea, [role="menu"] *'))
  return isTyping || isDialogOpen()
}

function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"], dialog[open]') !== null
}

/** Works while typing too, and with single keys switched off. */
function isPaletteKey(event: KeyboardEvent): boolean {
  const isMod = event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey
  return isMod && event.key.toLowerCase() === 'k' && !event.repeat
}
