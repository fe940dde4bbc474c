import type { ReactNode } from 'react'
import classes from './PlaceCredit.module.css'

/** Under whatever names places: how they were found, as the data's licence asks. */
export function PlaceCredit({ children }: { children?: ReactNode }) {
  return (
    <p className={classes.credit}>
      {children && <span>{children}</span>}
      <a href="https://db-ip.com" target="_blank" rel="noreferrer">
        IP Geolocation by DB-IP
      </a>
    </p>
  )
}
