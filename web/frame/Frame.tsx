import { CloseButton } from '@mantine/core'
import { Link, Outlet, useNavigate, useRouter, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { useShortcuts } from '../ui/shortcuts.ts'
import classes from './Frame.module.css'
import { Nav } from './Nav.tsx'
import { Offline } from './Offline.tsx'
import { workPlaces } from './places.ts'
import { Toasts } from './Toasts.tsx'
import { useKeys } from './useKeys.ts'
import { useLiveNow } from './useLiveNow.ts'
import { canEditCodes, useViewer } from './viewer.ts'

const KeyList = lazy(() => import('./KeyList.tsx').then((module) => ({ default: module.KeyList })))

const Palette = lazy(() => import('./Palette.tsx').then((module) => ({ default: module.Palette })))

/** What stays while pages change: the navigation, the toasts, the keys. */
export function Frame() {
  const viewer = useViewer()
  const navigate = useNavigate()
  const [open, setOpen] = useState<'keys' | 'palette' | null>(null)
  const close = useCallback(() => setOpen(null), [])
  const liveNow = useLiveNow()
  useFocusOnNavigation()
  useKeys()
  useShortcuts({
    palette: () => setOpen('palette'),
    list: () => setOpen('keys'),
    ...(canEditCodes(viewer) && { newCode: () => void navigate({ to: '/qr-codes/new' }) }),
  })

  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#content">
        Skip to the content
      </a>
      <aside className={classes.side}>
        <Nav liveNow={liveNow} />
      </aside>
      <nav className={classes.top} aria-label="Menu">
        <button type="button" className={classes.menu} popoverTarget={menuId}>
          Menu
        </button>
        <span className={classes.organization}>{viewer.organization.name}</span>
      </nav>
      <main id="content" className={classes.sheet} tabIndex={-1}>
        <div className={classes.column}>
          <Offline />
          <Outlet />
        </div>
      </main>
      <BottomBar />
      <Menu isCovered={open !== null} liveNow={liveNow} />
      <Suspense fallback={null}>
        {open === 'keys' && <KeyList opened onClose={close} />}
        {open === 'palette' && <Palette onClose={close} />}
      </Suspense>
      <Toasts />
    </div>
  )
}

const menuId = 'oi-menu'

/** The navigation where there is no room for it: the browser's own popover, which Esc and a tap outside close. */
function Menu({ isCovered, liveNow }: { isCovered: boolean; liveNow: number }) {
  const menu = useRef<HTMLElement>(null)
  const path = useRouterState({ select: (state) => state.location.pathname })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page or a dialog closes the menu
  useEffect(() => menu.current?.hidePopover(), [path, isCovered])
  return (
    <section ref={menu} id={menuId} popover="auto" aria-label="Menu" className={classes.drawer}>
      <CloseButton
        className={classes.close}
        aria-label="Close the menu"
        onClick={() => menu.current?.hidePopover()}
      />
      <Nav liveNow={liveNow} />
    </section>
  )
}

function BottomBar() {
  return (
    <nav className={classes.bar} aria-label="Main, short">
      {workPlaces.map(
        (place) =>
          'short' in place && (
            <Link
              key={place.to}
              to={place.to}
              className={classes.tab}
              activeOptions={{ includeSearch: false }}
            >
              {place.short}
            </Link>
          ),
      )}
      <button type="button" className={classes.tab} popoverTarget={menuId}>
        More
      </button>
    </nav>
  )
}

/** A screen reader should hear the new page's name, not stay on the link that led there. */
function useFocusOnNavigation() {
  const router = useRouter()
  useEffect(
    () =>
      router.subscribe('onRendered', ({ pathChanged, fromLocation }) => {
        if (!pathChanged || !fromLocation) return
        document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true })
      }),
    [router],
  )
}
