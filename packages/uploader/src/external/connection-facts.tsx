import type { KnowledgeBase } from '@skep/client'
import { useClient, useMessages } from '@skep/react'
import { Button, ErrorNote } from '@skep/react/ui'
import { type ReactElement, useState } from 'react'
import { useSubmit } from '../parts/use-submit.ts'
import { uploaderMessages } from '../uploader-messages.ts'
import { ExternalDialog } from './external-dialog.tsx'
import { useHasKey } from './use-has-key.ts'

/** Which program answers for a base, whether its key is here, and a way to change both. @internal */
export function ConnectionFacts({ base }: { readonly base: KnowledgeBase }): ReactElement | null {
  const t = useMessages(uploaderMessages)
  const [isOpen, setOpen] = useState(false)
  const [removals, setRemovals] = useState(0)
  // Asked again when the dialog has been there, and when the key was removed.
  return (
    <>
      <Facts key={`${isOpen} ${removals}`} base={base} onKeyRemoved={() => setRemovals(removals + 1)} />
      <Button size="sm" className="sk:self-start" onClick={() => setOpen(true)}>
        {t('uploader.changeConnection')}
      </Button>
      {isOpen ? <ExternalDialog base={base} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function Facts({
  base,
  onKeyRemoved,
}: {
  readonly base: KnowledgeBase
  readonly onKeyRemoved: () => void
}): ReactElement | null {
  const t = useMessages(uploaderMessages)
  const { secrets } = useClient()
  const { isBusy, error, run } = useSubmit(onKeyRemoved)
  const { external } = base
  const hasKey = useHasKey(external?.secretName)
  if (!external) return null
  return (
    <dl className="sk:m-0 sk:grid sk:grid-cols-[auto_minmax(0,1fr)] sk:gap-x-4 sk:gap-y-1.5">
      <dt className="sk:text-muted">{t('uploader.address')}</dt>
      <dd className="sk:m-0 sk:break-all">
        <bdi dir="ltr">{external.endpoint}</bdi>
      </dd>
      <dt className="sk:text-muted">{t('uploader.externalId')}</dt>
      <dd className="sk:m-0 sk:break-all">
        <bdi dir="ltr">{external.externalId}</bdi>
      </dd>
      <dt className="sk:text-muted">{t('uploader.externalKey')}</dt>
      {hasKey ? (
        <dd className="sk:m-0 sk:flex sk:flex-wrap sk:items-center sk:gap-x-3 sk:gap-y-1.5">
          <span>{t('uploader.externalKeyStored')}</span>
          <Button
            size="sm"
            variant="danger"
            isBusy={isBusy}
            onClick={() => run(() => secrets.remove(external.secretName))}
          >
            {t('uploader.removeKey')}
          </Button>
          {error ? <ErrorNote error={error} /> : null}
        </dd>
      ) : (
        <dd className="sk:m-0 sk:text-warn">{t('uploader.externalKeyMissing')}</dd>
      )}
    </dl>
  )
}
