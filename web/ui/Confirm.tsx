import { Button, Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './Confirm.module.css'

type ConfirmProps = {
  opened: boolean
  title: string
  consequence: ReactNode
  verb: string
  busy?: boolean
  error?: string | null
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something that hurts, and says what will happen. */
export function Confirm(props: ConfirmProps) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <p className={classes.text}>{props.consequence}</p>
      {props.error && (
        <p className={classes.error} role="alert">
          {props.error}
        </p>
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={props.onClose} data-autofocus>
          Cancel
        </Button>
        <Button color="danger" onClick={props.onConfirm} loading={props.busy ?? false}>
          {props.verb}
        </Button>
      </div>
    </Modal>
  )
}
