import { Menu, useMantineColorScheme } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Refused } from '../session/request.ts'
import { signOut } from '../session.ts'
import { Brand } from '../ui/Brand.tsx'
import classes from './Nav.module.css'
import { organizationPlaces, workPlaces } from './places.ts'
import { showToast } from './toast.ts'
import { useViewer } from './viewer.ts'

/** Words only: whose data this is on top, the pages, the person below. */
export function Nav() {
  const viewer = useViewer()
  return (
    <div className={classes.nav}>
      <div className={classes.organization}>
        <Brand />
        <span className={classes.clip}>{viewer.organization.name}</span>
      </div>
      <nav aria-label="Main" className={classes.places}>
        {workPlaces.map(({ to, label }) => (
          <Place key={to} to={to} label={label} />
        ))}
        <div className={classes.group} id="nav-organization">
          Organization
        </div>
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

function Person() {
  const { name, email } = useViewer()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
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
    <Menu
      position="top-start"
      width={200}
      // In place it stays inside a landmark, and in the drawer above the drawer.
      withinPortal={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <button type="button" className={classes.person}>
          <span className={classes.clip}>{name}</span>
          <span className={classes.email}>{email}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Appearance</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(value) => {
            const scheme = schemes.find((each) => each.value === value)
            if (scheme) setColorScheme(scheme.value)
          }}
        >
          {schemes.map(({ value, label }) => (
            <Menu.RadioItem key={value} value={value}>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item onClick={() => void leave()} disabled={isLeaving}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

const schemes = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'As the device' },
] as const
