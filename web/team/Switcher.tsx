import { Menu } from '@mantine/core'
import { IconCheck, IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import { useQuery } from 'urql'
import { showToast } from '../frame/toast.ts'
import { useViewer } from '../frame/viewer.ts'
import { Refused } from '../session/request.ts'
import { switchOrganization } from '../session.ts'
import { membershipsDocument } from './documents.ts'
import classes from './Switcher.module.css'
import { roleName } from './words.ts'

/** Whose data this is, and for who works in several organizations the way to the others. */
export function Switcher() {
  const { organization } = useViewer()
  const [{ data }] = useQuery({ query: membershipsDocument })
  const [isBusy, setBusy] = useState(false)
  const others = data?.memberships ?? []

  async function enter(id: string) {
    setBusy(true)
    try {
      await switchOrganization(id)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      showToast({ text: error.refusal.message })
      setBusy(false)
    }
  }

  if (others.length < 2) return <span className={classes.name}>{organization.name}</span>
  return (
    <Menu
      withInitialFocusPlaceholder={false}
      position="bottom-start"
      width={200}
      // In place it stays inside a landmark, and in the menu of a phone above that menu.
      withinPortal={false}
    >
      <Menu.Target>
        <button type="button" className={classes.button} disabled={isBusy}>
          <span className="oi-unseen">Organization </span>
          <span className={classes.name}>{organization.name}</span>
          <IconChevronDown size={16} stroke={1.5} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Your organizations</Menu.Label>
        {others.map((each) => (
          <Menu.Item
            key={each.organizationId}
            disabled={!each.canEnter}
            aria-current={each.isCurrent}
            rightSection={each.isCurrent && <IconCheck size={16} stroke={1.5} aria-hidden="true" />}
            onClick={() => {
              if (!each.isCurrent) void enter(each.organizationId)
            }}
          >
            <span className={classes.choice}>{each.organizationName}</span>
            <span className={classes.role}>
              {each.canEnter ? roleName(each.role) : 'Suspended, or you were switched off'}
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
