import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { Refused } from '../session/request.ts'
import { signOut } from '../session.ts'
import { Brand } from '../ui/Brand.tsx'
import { findAct, nameOfKeys, shortcuts } from '../ui/shortcuts.ts'
import classes from './Nav.module.css'
import { organizationPlaces, workPlaces } from './places.ts'
import { showToast } from './toast.ts'
import { useViewer } from './viewer.ts'

const Switcher = lazy(() =>
  import('../team/Switcher.tsx').then((module) => ({ default: module.Switcher })),
)

/** Words only: whose data this is on top, the pages, the person below. */
export function Nav({ liveNow }: { liveNow: number }) {
  const viewer = useViewer()
  return (
    <div className={classes.nav}>
      <div className={classes.organization}>
        <Brand />
        <Suspense fallback={<span className={classes.clip}>{viewer.organization.name}</span>}>
          <Switcher />
        </Suspense>
      </div>
      <button type="button" className={classes.find} onClick={() => findAct('palette')?.()}>
        Find <kbd className={classes.keys}>{nameOfKeys(shortcuts.palette.keys)}</kbd>
      </button>
      <nav aria-label="Main" className={classes.places}>
        {workPlaces.map(({ to, label }) => (
          <Place
            key={to}
            to={to}
            label={to === '/live' && liveNow > 0 ? `${label} (${liveNow} now)` : label}
          />
        ))}
        <div className={classes.group}>Organization</div>
        {organizationPlaces.map(({ to, label }) => (
          <Place key={to} to={to} label={label} />
        ))}
      </nav>
      <Person />
    </div>
  )
}

type Destination = (typeof workPlaces)[number]['to'] | (typeof organizationPlaces)[number]['to']

function Place({ to, label }: { to: Destination; label: string }) {
  return (
    <Link to={to} className={classes.place} activeOptions={{ includeSearch: false }}>
      {label}
    </Link>
  )
}

/** Who is here, which leads to their profile, and the way out. */
function Person() {
  const { name, email } = useViewer()
  const [isLeaving, setLeaving] = useState(false)

  async function leave() {
    setLeaving(true)
    try {
      await signOut()
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      showToast({ text: 'You are still signed in: there is no connection.' })
      setLeaving(false)
    }
  }

  return (
    <div className={classes.person}>
      <Link to="/settings/profile" className={classes.who}>
        <span className={classes.clip}>{name}</span>
        <span className={classes.email}>{email}</span>
        <span className="oi-unseen">Your profile</span>
      </Link>
      <button
        type="button"
        className={classes.leave}
        onClick={() => void leave()}
        disabled={isLeaving}
      >
        Sign out
      </button>
    </div>
  )
}
