import type { ExternalInput, KnowledgeBase } from '@skep/client'
import { useClient, useMessages } from '@skep/react'
import { Button, Dialog, ErrorNote, TextField } from '@skep/react/ui'
import { type ReactElement, useRef, useState } from 'react'
import { useSubmit } from '../parts/use-submit.ts'
import { uploaderMessages } from '../uploader-messages.ts'
import { ConnectionTest } from './connection-test.tsx'
import { useHasKey } from './use-has-key.ts'

/** @internal */
export interface ExternalDialogProps {
  /** Whose connection is changed; absent: a new base is made. */
  readonly base?: KnowledgeBase
  readonly onSaved?: (base: KnowledgeBase) => void
  readonly onClose: () => void
}

/**
 * The connection to a program that answers for a base. Its key can be written and never read: what is typed stays in the
 * field itself, in no state and no attribute.
 * @internal
 */
export function ExternalDialog({ base, onSaved, onClose }: ExternalDialogProps): ReactElement {
  const t = useMessages(uploaderMessages)
  const { knowledge } = useClient()
  const hasKey = useHasKey(base?.external?.secretName)
  const [name, setName] = useState('')
  const [endpoint, setEndpoint] = useState(base?.external?.endpoint ?? '')
  const [externalId, setExternalId] = useState(base?.external?.externalId ?? '')
  const first = useRef<HTMLInputElement>(null)
  const key = useRef<HTMLInputElement>(null)
  const { isBusy, error, run } = useSubmit(onClose)
  const isWeb = /^https?:\/\/[^\s/]/i.test(endpoint.trim())
  const isWhole = isWeb && externalId.trim() !== '' && (base !== undefined || name.trim() !== '')
  const input = (): ExternalInput => {
    const typed = key.current?.value ?? ''
    return { endpoint, externalId, ...(typed === '' ? {} : { key: typed }) }
  }
  const save = (): void => {
    if (!isWhole) return
    run(async () => {
      const saved = base
        ? await knowledge.update(base.id, { external: input() })
        : await knowledge.create({ name: name.trim(), external: input() })
      onSaved?.(saved)
    })
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={base?.name ?? t('uploader.connectExternal')}
      description={t('uploader.externalHint')}
      initialFocus={base ? key : first}
      footer={
        <Button variant="primary" isBusy={isBusy} disabled={!isWhole} onClick={save}>
          {t(base ? 'uploader.save' : 'uploader.connect')}
        </Button>
      }
    >
      <form
        className="sk:flex sk:flex-col sk:gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        {base ? null : (
          <TextField
            ref={first}
            label={t('uploader.baseName')}
            value={name}
            onValueChange={setName}
            maxLength={100}
          />
        )}
        <TextField
          type="url"
          inputMode="url"
          dir="ltr"
          label={t('uploader.address')}
          placeholder="https://search.example.com/api"
          hint={t('uploader.externalAddressHint')}
          value={endpoint}
          onValueChange={setEndpoint}
          {...(endpoint.trim() !== '' && !isWeb ? { error: t('uploader.addressRule') } : {})}
        />
        <TextField
          dir="ltr"
          label={t('uploader.externalId')}
          value={externalId}
          onValueChange={setExternalId}
        />
        <TextField
          ref={key}
          type="password"
          dir="ltr"
          isMono
          autoComplete="new-password"
          spellCheck={false}
          label={t('uploader.externalKey')}
          hint={t('uploader.externalKeyHint')}
          {...(hasKey ? { placeholder: t('uploader.externalKeyReplace') } : {})}
        />
        <ConnectionTest
          isDisabled={!isWeb || externalId.trim() === ''}
          run={() => knowledge.testExternal({ ...input(), ...(base ? { knowledgeId: base.id } : {}) })}
        />
        {error ? <ErrorNote error={error} /> : null}
        {/* Enter in a field saves: a form of several fields wants a button of its own for that. */}
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </Dialog>
  )
}
