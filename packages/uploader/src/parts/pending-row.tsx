import { formatBytes, useLocale, useMessages } from '@skep/react'
import { Button, ErrorNote, ProgressBar } from '@skep/react/ui'
import type { ReactElement } from 'react'
import type { PendingFile } from '../state/atoms.ts'
import { useKnowledge } from '../state/knowledge-context.ts'
import { uploaderMessages } from '../uploader-messages.ts'
import { FileIcon } from './file-icon.tsx'
import { OwnName } from './own-name.tsx'

/** A file that is not a document yet. @internal */
export function PendingRow({ file }: { readonly file: PendingFile }): ReactElement {
  const t = useMessages(uploaderMessages)
  const locale = useLocale()
  const { session } = useKnowledge()
  return (
    <li data-state="storing" className="sk:border-b sk:border-line sk:px-3 sk:py-2.5 sk:last:border-b-0">
      <div className="sk:flex sk:flex-wrap sk:items-center sk:gap-x-3 sk:gap-y-1.5">
        <FileIcon name={file.name} />
        <div className="sk:min-w-0 sk:flex-1">
          <OwnName className="sk:font-medium">{file.name}</OwnName>
          <span className="sk:block sk:text-sm sk:text-muted">{formatBytes(file.sizeBytes, locale)}</span>
        </div>
        {file.error ? (
          <Button variant="ghost" size="sm" onClick={() => session.dismiss(file.key)}>
            {t('uploader.dismiss')}
          </Button>
        ) : (
          <span className="sk:order-last sk:flex sk:basis-full sk:flex-col sk:gap-1 sk:ps-11 sk:@md:order-none sk:@md:me-10 sk:@md:basis-45 sk:@md:ps-0">
            <span className="sk:text-xs sk:text-muted">{t('uploader.storing')}</span>
            <ProgressBar label={t('uploader.progressOf', { name: file.name })} />
          </span>
        )}
      </div>
      {file.error ? (
        <ErrorNote
          className="sk:ms-11 sk:mt-2"
          error={file.error}
          onRetry={() => session.addAgain(file.key)}
        />
      ) : null}
    </li>
  )
}
