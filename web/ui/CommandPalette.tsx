import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import classes from './CommandPalette.module.css'

export type Command = {
  id: string
  label: string
  /** What tells it from others of its name. */
  hint?: string
  /** The keys that do the same, for next time. */
  keys?: string | undefined
  run: () => void
}
export type CommandGroup = { title: string; commands: Command[] }

type CommandPaletteProps = {
  label: string
  /** What is left after the words typed; empty groups are not drawn. */
  groups: CommandGroup[]
  query: string
  onQuery: (query: string) => void
  /** More may come. */
  isSearching: boolean
  onClose: () => void
}

/**
 * Everything one can go to or do, found by typing. The browser's own dialog, and a combobox over a list, so that a reader says
 * which line Enter takes.
 */
export function CommandPalette(props: CommandPaletteProps) {
  const { label, query, onQuery, isSearching, onClose } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const [chosen, setChosen] = useState<string | null>(null)
  const groups = props.groups.filter(({ commands }) => commands.length > 0)
  const all = groups.flatMap(({ commands }) => commands)
  const active = all.find((each) => each.id === chosen) ?? all[0]
  const nameOf = (command: Command) => `${id}${command.id}`

  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])

  function move(by: number) {
    const next = active && all[(all.indexOf(active) + by + all.length) % all.length]
    if (!next) return
    setChosen(next.id)
    document.getElementById(nameOf(next))?.scrollIntoView({ block: 'nearest' })
  }

  function pick(command: Command) {
    // The page gets its focus back before the command looks for it.
    dialog.current?.close()
    onClose()
    command.run()
  }

  function press(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') move(1)
    else if (event.key === 'ArrowUp') move(-1)
    else if (event.key === 'Enter' && active) pick(active)
    else return
    event.preventDefault()
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the panel closes it, as Esc does
    <dialog
      ref={dialog}
      className={classes.dialog}
      aria-label={label}
      onClick={(event) => event.target === dialog.current && onClose()}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <div className={classes.panel}>
        <input
          className={classes.input}
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded="true"
          aria-controls={`${id}list`}
          aria-activedescendant={active && nameOf(active)}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder={label}
          value={query}
          onChange={(event) => {
            setChosen(null)
            onQuery(event.currentTarget.value)
          }}
          onKeyDown={press}
        />
        <div id={`${id}list`} role="listbox" aria-label={label} className={classes.list}>
          {groups.map(({ title, commands }) => (
            // biome-ignore lint/a11y/useSemanticElements: a group of options has no element of its own
            <div key={title} role="group" aria-label={title}>
              <div className={classes.group} aria-hidden="true">
                {title}
              </div>
              {commands.map((command) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys
                // biome-ignore lint/a11y/useFocusableInteractive: aria-activedescendant moves through them
                <div
                  key={command.id}
                  id={nameOf(command)}
                  role="option"
                  aria-selected={command === active}
                  className={classes.option}
                  onClick={() => pick(command)}
                  onPointerMove={() => setChosen(command.id)}
                >
                  <span className={classes.label}>{command.label}</span>
                  {command.hint && <span className={classes.hint}>{command.hint}</span>}
                  {command.keys && <kbd className={classes.keys}>{command.keys}</kbd>}
                </div>
              ))}
            </div>
          ))}
        </div>
        <p role="status" className={all.length > 0 ? 'oi-unseen' : classes.none}>
          {all.length > 0 ? `${all.length} found` : isSearching ? 'Searching' : 'Nothing found.'}
        </p>
      </div>
    </dialog>
  )
}
