import { type ReactNode, useId } from 'react'
import classes from './Section.module.css'

type SectionProps = { title: string; tools?: ReactNode; children: ReactNode }

/** A part of a page under a hairline, named by its heading. */
export function Section({ title, tools, children }: SectionProps) {
  const id = useId()
  return (
    <section className={classes.section} aria-labelledby={id}>
      <header className={classes.header}>
        <h2 id={id} className={classes.title}>
          {title}
        </h2>
        {tools && <div className={classes.tools}>{tools}</div>}
      </header>
      {children}
    </section>
  )
}
