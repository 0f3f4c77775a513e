import type { KnowledgeDocument } from '@skep/client'
import { useLocale, useMessages } from '@skep/react'
import { type PrimitiveAtom, useAtomValue } from '@skep/react/jotai'
import { Badge, ErrorNote, ProgressBar } from '@skep/react/ui'
import { TriangleAlert } from 'lucide-react'
import { memo, type NamedExoticComponent, type ReactElement, useState } from 'react'
import { useKnowledge } from '../state/knowledge-context.ts'
import { uploaderMessages } from '../uploader-messages.ts'
import { type DocumentActions, DocumentMenu } from './document-menu.tsx'
import { factsText, stateText } from './document-state.ts'
import { FileIcon } from './file-icon.tsx'
import { OwnName } from './own-name.tsx'

/** @internal */
export interface DocumentRowProps {
  readonly source: PrimitiveAtom<KnowledgeDocument>
  readonly actions: DocumentActions
}

/** One document: what it is, how far it is, what went wrong. Drawn anew only when this document changes. @internal */
export const DocumentRow: NamedExoticComponent<DocumentRowProps> = memo(function DocumentRow(props) {
  const { source, actions } = props
  const t = useMessages(uploaderMessages)
  const locale = useLocale()
  const { session } = useKnowledge()
  const document = useAtomValue(source)
  const [isRetrying, setRetrying] = useState(false)
  const isReady = document.state === 'ready'
  const isFailed = document.state === 'failed'
  const retry = async (): Promise<void> => {
    setRetrying(true)
    await session.retry(document.id)
    setRetrying(false)
  }
  const name = <OwnName className="sk:font-medium">{document.name}</OwnName>
  return (
    <li
      data-state={document.state}
      className="sk:border-b sk:border-line sk:px-3 sk:py-2.5 sk:[contain-intrinsic-size:auto_57px] sk:[content-visibility:auto] sk:last:border-b-0"
    >
      <div className="sk:flex sk:flex-wrap sk:items-center sk:gap-x-3 sk:gap-y-1.5">
        <FileIcon name={document.name} />
        <div className="sk:min-w-0 sk:flex-1">
          {isReady ? (
            <button
              type="button"
              onClick={() => actions.onOpen(document)}
              className="sk:block sk:max-w-full sk:rounded-[3px] sk:text-start sk:hover:text-accent-text sk:hover:underline sk:hover:underline-offset-2 sk:focus-visible:outline-2 sk:focus-visible:outline-accent"
            >
              {name}
            </button>
          ) : (
            name
          )}
          <span className="sk:block sk:truncate sk:text-sm sk:text-muted">
            {factsText(document, t, locale)}
          </span>
        </div>
        <StateBadge document={document} />
        {isReady || isFailed ? null : (
          <span className="sk:order-last sk:flex sk:basis-full sk:flex-col sk:gap-1 sk:ps-11 sk:@md:order-none sk:@md:basis-45 sk:@md:ps-0">
            <span className="sk:truncate sk:text-xs sk:text-muted sk:tabular-nums">
              {stateText(document, t, locale)}
            </span>
            <ProgressBar
              value={document.progress}
              label={t('uploader.progressOf', { name: document.name })}
            />
          </span>
        )}
        <DocumentMenu document={document} actions={actions} onRetry={() => void retry()} />
      </div>
      {document.error ? (
        <ErrorNote
          className="sk:ms-11 sk:mt-2"
          error={document.error}
          onRetry={() => void retry()}
          {...(isRetrying ? { isRetrying } : {})}
        />
      ) : null}
      {document.warnings.map((warning) => (
        <p
          key={warning.code}
          className="sk:ms-11 sk:mt-1.5 sk:flex sk:items-start sk:gap-1.5 sk:text-sm sk:text-warn"
        >
          <TriangleAlert size={13} className="sk:mt-0.5" />
          <span>
            {warning.message} <span className="sk:font-mono sk:text-xs">{warning.code}</span>
          </span>
        </p>
      ))}
    </li>
  )
})

function StateBadge({ document }: { readonly document: KnowledgeDocument }): ReactElement | null {
  const t = useMessages(uploaderMessages)
  if (document.state === 'failed') return <Badge tone="bad">{t('uploader.failed')}</Badge>
  if (document.isArchived) return <Badge>{t('uploader.archived')}</Badge>
  if (!document.isEnabled) return <Badge>{t('uploader.disabled')}</Badge>
  return document.state === 'ready' ? <Badge tone="good">{t('uploader.ready')}</Badge> : null
}
