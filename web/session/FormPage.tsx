import { type MouseEvent, type ReactNode, useEffect } from 'react'
import { Brand } from '../ui/Brand.tsx'
import { goTo } from './address.ts'
import classes from './Door.module.css'

type FormPageProps = {
  title: string
  sub?: string
  notice?: string | null
  /** The way to the other form. */
  other: { text: string; link: string; to: string } | null
  children: ReactNode
}

/** A form at the door, left-set. It gives the tab its name, and gives it back. */
export function FormPage({ title, sub, notice, other, children }: FormPageProps) {
  useEffect(() => {
    const before = document.title
    document.title = `${title} · Outbound Impact`
    return () => {
      document.title = before
    }
  }, [title])

  return (
    <main className={classes.page}>
      <p className={classes.brand}>
        <Brand /> Outbound Impact
      </p>
      <div className={classes.form}>
        <h1 className={classes.title}>{title}</h1>
        <p className={classes.sub}>{sub ?? 'Print a code once; change where it leads any time.'}</p>
        {notice && (
          <p className={classes.notice} role="status">
            {notice}
          </p>
        )}
        {children}
        {other && (
          <p className={classes.other}>
            {other.text} <DoorLink to={other.to}>{other.link}</DoorLink>
          </p>
        )}
      </div>
    </main>
  )
}

/** A link from one form to another; there is no router here. */
export function DoorLink({ to, children }: { to: string; children: ReactNode }) {
  function follow(event: MouseEvent<HTMLAnchorElement>) {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    goTo(to)
  }
  return (
    <a href={to} onClick={follow}>
      {children}
    </a>
  )
}
