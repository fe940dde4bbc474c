import { Drawer } from '@mantine/core'
import { Link, Outlet, useRouter, useRouterState } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import classes from './Frame.module.css'
import { KeyList, useKeys } from './Keys.tsx'
import { Nav } from './Nav.tsx'
import { Offline } from './Offline.tsx'
import { workPlaces } from './places.ts'
import { Toasts } from './Toasts.tsx'
import { useViewer } from './viewer.ts'

/** What stays while pages change: the navigation, the toasts, the keys. */
export function Frame() {
  const viewer = useViewer()
  const [isMenuOpen, setMenuOpen] = useState(false)
  const [isKeyListOpen, setKeyListOpen] = useState(false)
  const path = useRouterState({ select: (state) => state.location.pathname })
  useFocusOnNavigation()
  useKeys(() => setKeyListOpen(true))
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the menu
  useEffect(() => setMenuOpen(false), [path])

  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#content">
        Skip to the content
      </a>
      <aside className={classes.side}>
        <Nav />
      </aside>
      <nav className={classes.top} aria-label="Menu">
        <button
          type="button"
          className={classes.menu}
          aria-expanded={isMenuOpen}
          onClick={() => setMenuOpen(true)}
        >
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
      <BottomBar onMore={() => setMenuOpen(true)} />
      <Drawer
        opened={isMenuOpen}
        onClose={() => setMenuOpen(false)}
        position="left"
        size={280}
        title="Menu"
        closeButtonProps={{ 'aria-label': 'Close the menu' }}
      >
        <Nav />
      </Drawer>
      <KeyList opened={isKeyListOpen} onClose={() => setKeyListOpen(false)} />
      <Toasts />
    </div>
  )
}

function BottomBar({ onMore }: { onMore: () => void }) {
  return (
    <nav className={classes.bar} aria-label="Main, short">
      {workPlaces.map(({ to, short }) => (
        <Link key={to} to={to} className={classes.tab} activeOptions={{ includeSearch: false }}>
          {short}
        </Link>
      ))}
      <button type="button" className={classes.tab} onClick={onMore}>
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
