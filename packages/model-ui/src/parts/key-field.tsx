import { useClient, useMessages } from '@skep/react'
import { Button, ErrorNote, TextField } from '@skep/react/ui'
import { type ErrorData, toErrorData } from '@skep/schema'
import { KeyRound, ShieldAlert } from 'lucide-react'
import { type ReactElement, type RefObject, useState } from 'react'
import { modelUiMessages } from '../model-ui-messages.ts'

/**
 * The key of a connection, which can be written and never read. What is typed stays in the field itself: it is in no
 * state and no attribute, and whoever saves takes it from `input` and empties it.
 * @internal
 */
export function KeyField(props: {
  readonly input: RefObject<HTMLInputElement | null>
  /** Of a saved connection. */
  readonly connectionId: string | undefined
  readonly isStored: boolean
  readonly isOptional: boolean
  readonly onRemoved: () => void
}): ReactElement {
  const { input, connectionId, isStored, isOptional, onRemoved } = props
  const t = useMessages(modelUiMessages)
  const client = useClient()
  const [isRemoving, setRemoving] = useState(false)
  const [error, setError] = useState<ErrorData | null>(null)
  const remove = async (id: string): Promise<void> => {
    setRemoving(true)
    setError(null)
    try {
      await client.models.setKey(id, '')
      onRemoved()
    } catch (caught) {
      setError(toErrorData(caught))
    } finally {
      setRemoving(false)
    }
  }
  return (
    <div className="sk:flex sk:flex-col sk:gap-2">
      {isStored && connectionId !== undefined ? (
        <div className="sk:flex sk:flex-wrap sk:items-center sk:gap-x-3 sk:gap-y-2 sk:rounded-sm sk:border sk:border-line sk:bg-sunken sk:px-3 sk:py-2">
          <KeyRound size={15} className="sk:shrink-0 sk:text-good" aria-hidden="true" />
          <div className="sk:min-w-40 sk:flex-1">
            <p className="sk:font-medium">{t('models.keyStored')}</p>
            <p className="sk:text-sm sk:text-muted">{t('models.keyStoredText')}</p>
          </div>
          <Button size="sm" variant="danger" isBusy={isRemoving} onClick={() => void remove(connectionId)}>
            {t('models.removeKey')}
          </Button>
        </div>
      ) : null}
      {error ? <ErrorNote error={error} /> : null}
      <TextField
        ref={input}
        type="password"
        label={t('models.key')}
        isMono
        autoComplete="new-password"
        spellCheck={false}
        {...(isStored ? { placeholder: t('models.keyReplace') } : {})}
        hint={
          isOptional && !isStored ? `${t('models.keyOptional')} ${t('models.keyHint')}` : t('models.keyHint')
        }
      />
      <div className="sk:flex sk:items-start sk:gap-2 sk:rounded-sm sk:bg-warn-soft sk:px-3 sk:py-2">
        <ShieldAlert size={16} className="sk:mt-0.5 sk:shrink-0 sk:text-warn" aria-hidden="true" />
        <div className="sk:min-w-0">
          <p className="sk:font-medium">{t('models.keyWarning')}</p>
          <p className="sk:text-sm sk:text-muted">{t('models.keyWarningText')}</p>
        </div>
      </div>
    </div>
  )
}
