import { useMessages } from '@skep/react'
import { Button, Dialog, TextField } from '@skep/react/ui'
import { toErrorData } from '@skep/schema'
import { type ReactElement, useRef, useState } from 'react'
import { uploaderMessages } from '../uploader-messages.ts'

/** @internal */
export interface NameDialogProps {
  readonly title: string
  readonly confirmLabel: string
  readonly initialName: string
  /** The dialog stays open and busy until this settles; a failure is shown at the field. */
  readonly onConfirm: (name: string) => Promise<unknown>
  readonly onClose: () => void
}

/** Asks for a name. @internal */
export function NameDialog(props: NameDialogProps): ReactElement {
  const { title, confirmLabel, initialName, onConfirm, onClose } = props
  const t = useMessages(uploaderMessages)
  const [name, setName] = useState(initialName)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const confirm = async (): Promise<void> => {
    if (name.trim() === '') return
    setBusy(true)
    try {
      await onConfirm(name.trim())
      onClose()
    } catch (caught) {
      setError(toErrorData(caught).message)
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      size="sm"
      initialFocus={field}
      footer={
        <Button
          variant="primary"
          isBusy={isBusy}
          disabled={name.trim() === ''}
          onClick={() => void confirm()}
        >
          {confirmLabel}
        </Button>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void confirm()
        }}
      >
        <TextField
          ref={field}
          label={t('uploader.baseName')}
          value={name}
          onValueChange={setName}
          maxLength={100}
          {...(error ? { error } : {})}
        />
      </form>
    </Dialog>
  )
}
