import { ActionIcon, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import { useMutation } from 'urql'
import { showToast } from '../frame/toast.ts'
import { useViewer } from '../frame/viewer.ts'
import type { MemberRowFragment } from '../gql/graphql.ts'
import { type RequestFailure, readRefusal } from '../refusal.ts'
import { readSession, refreshSession, signOut } from '../session.ts'
import { Confirm } from '../ui/Confirm.tsx'
import {
  leaveDocument,
  removeMemberDocument,
  transferDocument,
  updateMemberDocument,
} from './documents.ts'
import { useRoleChange } from './MembersTable.tsx'
import classes from './Team.module.css'
import { givableBy, roleName } from './words.ts'

type Question = {
  title: string
  consequence: string
  verb: string
  act: () => Promise<{ error?: RequestFailure | undefined }>
  done: () => void
}

type MemberMenuProps = {
  member: MemberRowFragment
  /** On a phone the roles are here: the row has no room for a list of its own. */
  withRoles?: boolean
}

/** What can be done with one member by whoever looks; nothing at all for those who may not. */
export function MemberMenu({ member, withRoles = false }: MemberMenuProps) {
  const viewer = useViewer()
  const [question, setQuestion] = useState<Question | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const changeRole = useRoleChange(member)
  const acts = useActs(member)
  const isOneself = member.id === viewer.id
  const givable = givableBy(viewer.role)
  const mayManage = givable.includes(member.role) && !isOneself
  if (!mayManage && !isOneself) return null

  async function confirm() {
    if (!question) return
    setBusy(true)
    const { error } = await question.act()
    setBusy(false)
    if (error) return setFailure(readRefusal(error).message)
    setQuestion(null)
    question.done()
  }
  const ask = (next: Question) => {
    setFailure(null)
    setQuestion(next)
  }

  return (
    <>
      <Menu position="bottom-end" width={220} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            className={classes.more}
            aria-label={`More for ${member.name}`}
          >
            <IconDots size={16} stroke={1.5} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {withRoles && mayManage && (
            <>
              <Menu.Label>Role</Menu.Label>
              {givable.map((role) => (
                <Menu.Item
                  key={role}
                  disabled={role === member.role}
                  onClick={() => void changeRole(role)}
                >
                  {roleName(role)}
                </Menu.Item>
              ))}
              <Menu.Divider />
            </>
          )}
          {isOneself && <Menu.Item onClick={() => ask(acts.leave)}>Leave organization</Menu.Item>}
          {mayManage && viewer.role === 'OWNER' && member.status === 'ACTIVE' && (
            <Menu.Item onClick={() => ask(acts.transfer)}>Hand over ownership</Menu.Item>
          )}
          {mayManage && member.status === 'ACTIVE' && (
            <Menu.Item onClick={() => ask(acts.deactivate)}>Deactivate</Menu.Item>
          )}
          {mayManage && member.status === 'DEACTIVATED' && (
            <Menu.Item onClick={() => void acts.reactivate()}>Reactivate</Menu.Item>
          )}
          {mayManage && <Menu.Item onClick={() => ask(acts.remove)}>Remove</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      <Confirm
        opened={question !== null}
        title={question?.title ?? ''}
        consequence={question?.consequence ?? ''}
        verb={question?.verb ?? ''}
        busy={isBusy}
        error={failure}
        onConfirm={() => void confirm()}
        onClose={() => setQuestion(null)}
      />
    </>
  )
}

/** The acts on one member, with what is asked before each. */
function useActs({ id, name, version }: MemberRowFragment) {
  const viewer = useViewer()
  const [, update] = useMutation(updateMemberDocument)
  const [, remove] = useMutation(removeMemberDocument)
  const [, transfer] = useMutation(transferDocument)
  const [, leave] = useMutation(leaveDocument)
  const organization = viewer.organization.name

  async function reactivate(seen: number) {
    const { error } = await update({ id, input: { status: 'ACTIVE', version: seen } })
    showToast({ text: error ? readRefusal(error).message : `${name} can sign in again.` })
  }

  return {
    deactivate: {
      title: `Deactivate ${name}?`,
      consequence: 'They are signed out at once and their seat is free. What they did stays.',
      verb: 'Deactivate',
      act: () => update({ id, input: { status: 'DEACTIVATED', version } }),
      done: () =>
        showToast({
          text: `${name} is deactivated.`,
          onUndo: () => void reactivate(version + 1),
        }),
    },
    remove: {
      title: `Remove ${name}?`,
      consequence:
        'They are signed out at once and their seat is free. Their codes keep working, and what they did keeps their name. An invitation brings them back.',
      verb: 'Remove',
      act: () => remove({ id }),
      done: () => showToast({ text: `${name} is no longer in the team.` }),
    },
    transfer: {
      title: `Hand ${organization} over to ${name}?`,
      consequence: `${name} becomes an owner and you become an admin. Only an owner can undo that.`,
      verb: 'Hand over',
      act: () => transfer({ memberId: id }),
      // The viewer of this page is an admin from here on.
      done: () => {
        const session = readSession()
        if (session.status === 'signed-in') void refreshSession(session.session.accessToken)
      },
    },
    leave: {
      title: `Leave ${organization}?`,
      consequence: 'You are signed out. Only an invitation brings you back.',
      verb: 'Leave',
      act: () => leave({}),
      done: () => void signOut(),
    },
    reactivate: () => reactivate(version),
  } satisfies Record<string, Question | (() => Promise<void>)>
}
