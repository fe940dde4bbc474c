import { Button } from '@mantine/core'
import { useState } from 'react'
import { useQuery } from 'urql'
import { showToast } from '../frame/toast.ts'
import { Refused } from '../session/request.ts'
import { switchOrganization } from '../session.ts'
import { membershipsDocument } from './documents.ts'
import classes from './Switcher.module.css'

/** What is not here may be in another organization of the same person: the address stays, the organization changes. */
export function OtherOrganizations() {
  const [{ data }] = useQuery({ query: membershipsDocument })
  const [isBusy, setBusy] = useState(false)
  const others = (data?.memberships ?? []).filter((each) => each.canEnter && !each.isCurrent)

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

  return (
    <div className={classes.others}>
      {others.map(({ organizationId, organizationName }) => (
        <Button
          key={organizationId}
          variant="default"
          disabled={isBusy}
          onClick={() => void enter(organizationId)}
        >
          Look in {organizationName}
        </Button>
      ))}
    </div>
  )
}
