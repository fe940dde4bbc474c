import { createContext, type ReactNode, useContext, useEffect } from 'react'
import classes from './PageHeader.module.css'

type PageHeaderProps = {
  title: string
  sub?: ReactNode
  back?: ReactNode
  /** Beside the title: at most one filled button. */
  actions?: ReactNode
  /** What the whole page is asked by, such as its range; on a phone a line of its own that scrolls. */
  tools?: ReactNode
  status?: ReactNode
}

/** The page waits behind a form that has a heading of its own. */
export const BehindContext = createContext(false)

/** The page's one h1, which also names the tab. The frame moves the focus here on navigation. */
export function PageHeader({ title, sub, back, actions, tools, status }: PageHeaderProps) {
  const Title = useContext(BehindContext) ? 'p' : 'h1'
  useEffect(() => {
    document.title = `${title} · Outbound Impact`
  }, [title])
  return (
    <header className={classes.header}>
      {back && <div className={classes.back}>{back}</div>}
      <div className={classes.line}>
        <Title className={classes.title} tabIndex={-1}>
          {title}
        </Title>
        {status}
        {tools && <div className={classes.tools}>{tools}</div>}
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {sub && <div className={classes.sub}>{sub}</div>}
    </header>
  )
}
