import type { KnowledgeBase } from '@skep/client'
import { useMessages } from '@skep/react'
import { Button } from '@skep/react/ui'
import { type ReactElement, useState } from 'react'
import { uploaderMessages } from '../uploader-messages.ts'
import { ExternalDialog } from './external-dialog.tsx'
import { useHasKey } from './use-has-key.ts'

/** Which program answers for a base, whether its key is here, and a way to change both. @internal */
export function ConnectionFacts({ base }: { readonly base: KnowledgeBase }): ReactElement | null {
  const t = useMessages(uploaderMessages)
  const [isOpen, setOpen] = useState(false)
  // Asked again when the dialog has been there.
  return (
    <>
      <Facts key={String(isOpen)} base={base} />
      <Button size="sm" className="sk:self-start" onClick={() => setOpen(true)}>
        {t('uploader.changeConnection')}
      </Button>
      {isOpen ? <ExternalDialog base={base} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function Facts({ base }: { readonly base: KnowledgeBase }): ReactElement | null {
  const t = useMessages(uploaderMessages)
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
      <dd className={hasKey ? 'sk:m-0' : 'sk:m-0 sk:text-warn'}>
        {t(hasKey ? 'uploader.externalKeyStored' : 'uploader.externalKeyMissing')}
      </dd>
    </dl>
  )
}
