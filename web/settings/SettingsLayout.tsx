import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { PageHeader } from '../ui/PageHeader.tsx'
import classes from './Settings.module.css'
import { settingsTabs } from './tabs.ts'

/** The frame of every settings page: its heading and the way to the others. The page below is sections that save themselves. */
export function SettingsLayout() {
  const path = useRouterState({ select: (state) => state.location.pathname })
  const tab = settingsTabs.find(({ to }) => path.startsWith(to))
  return (
    <>
      <PageHeader title={tab ? `${tab.label} settings` : 'Settings'} />
      <nav className={classes.tabs} aria-label="Settings">
        {settingsTabs.map(({ to, label }) => (
          <Link key={to} to={to} className={classes.tab}>
            {label}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  )
}
