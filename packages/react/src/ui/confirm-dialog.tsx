import { type ErrorData, toErrorData } from '@skep/schema'
import { type ReactElement, type ReactNode, useRef, useState } from 'react'
import { reactMessages } from '../react-messages.ts'
import { useMessages } from '../use-messages.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { ErrorNote } from './error-note.tsx'

/** @public */
export interface ConfirmDialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  /** What will happen, and whether it can be taken back. */
  readonly children: ReactNode
  readonly confirmLabel: string
  /** Default `danger`. */
  readonly tone?: 'danger' | 'primary'
  /** The dialog stays open and busy until this settles; a failure is shown inside. */
  readonly onConfirm: () => void | Promise<void>
}

/** Asks before something that is hard to take back. Focus starts on Cancel. @public */
export function ConfirmDialog(props: ConfirmDialogProps): ReactElement {
  const { open, onOpenChange, title, children, confirmLabel, tone = 'danger', onConfirm } = props
  const t = useMessages(reactMessages)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorData | null>(null)
  const cancel = useRef<HTMLButtonElement>(null)
  const confirm = async (): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      await onConfirm()
      onOpenChange(false)
    } catch (caught) {
      setError(toErrorData(caught))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setError(null)
        onOpenChange(next)
      }}
      title={title}
      size="sm"
      initialFocus={cancel}
      footer={
        <>
          <Button ref={cancel} onClick={() => onOpenChange(false)}>
            {t('react.cancel')}
          </Button>
          <Button
            variant={tone === 'danger' ? 'danger' : 'primary'}
            isBusy={isBusy}
            onClick={() => void confirm()}
          >
            {confirmLabel}
          </Button>
        </>
      }
    >
      <div className="sk:flex sk:flex-col sk:gap-3 sk:text-muted">
        <div>{children}</div>
        {error ? <ErrorNote error={error} /> : null}
      </div>
    </Dialog>
  )
}
