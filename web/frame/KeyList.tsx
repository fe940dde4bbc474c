import { Modal } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import {
  areKeysOn,
  findAct,
  nameOfKeys,
  type Shortcut,
  shortcutIds,
  shortcuts,
} from '../ui/shortcuts.ts'
import classes from './KeyList.module.css'
import { allPlaces } from './places.ts'

/** Every key that does something on this page. */
export function KeyList({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const lines: Shortcut[] = shortcutIds.filter(findAct).map((id) => shortcuts[id])
  const groups = Object.entries(Object.groupBy(lines, ({ group }) => group))
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keys"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {!areKeysOn() && <p className={classes.off}>They are switched off on this device.</p>}
      {groups.map(([group, shortcuts = []]) => (
        <Group
          key={group}
          title={group}
          lines={shortcuts.map(({ keys, does }) => ({ keys: [nameOfKeys(keys)], does }))}
        />
      ))}
      <Group
        title="Go to"
        lines={allPlaces.map(({ go, label }) => ({ keys: ['G', go.toUpperCase()], does: label }))}
      />
      <p className={classes.off}>
        Single keys can be switched off in{' '}
        <Link to="/settings/profile" onClick={onClose}>
          your profile
        </Link>
        . Esc closes what is open.
      </p>
    </Modal>
  )
}

type GroupProps = { title: string; lines: { keys: string[]; does: string }[] }

function Group({ title, lines }: GroupProps) {
  return (
    <section aria-label={title}>
      <h3 className={classes.group}>{title}</h3>
      <dl className={classes.lines}>
        {lines.map(({ keys, does }) => (
          <div key={does} className={classes.line}>
            <dt>{does}</dt>
            <dd className={classes.keys}>
              {keys.map((key, index) => (
                <span key={key}>
                  {index > 0 && ' then '}
                  <kbd>{key}</kbd>
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
