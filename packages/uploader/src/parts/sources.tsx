import type { KnowledgeSource, SourceInput } from '@skep/client'
import { type Translate, useClient, useLocale, useMessages } from '@skep/react'
import { useAtomValue } from '@skep/react/jotai'
import { ConfirmDialog, cx, ErrorNote, IconButton, Spinner, useToast } from '@skep/react/ui'
import { toErrorData } from '@skep/schema'
import { Globe, RefreshCw, Square, Trash2 } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { baseAtom } from '../state/atoms.ts'
import { useKnowledge } from '../state/knowledge-context.ts'
import { uploaderMessages } from '../uploader-messages.ts'
import { OwnName } from './own-name.tsx'

/** @public */
export interface KnowledgeSourcesProps {
  readonly className?: string
}

/** The websites and connectors of a base: what they last brought, and reading them again. Nothing where there are none. @public */
export function KnowledgeSources({ className }: KnowledgeSourcesProps): ReactElement | null {
  const t = useMessages(uploaderMessages)
  const { knowledge } = useClient()
  const { knowledgeId } = useKnowledge()
  const sources = useAtomValue(baseAtom)?.sources ?? []
  const [removing, setRemoving] = useState<KnowledgeSource | null>(null)
  if (sources.length === 0) return null
  return (
    <section
      aria-label={t('uploader.sources')}
      className={cx('sk:overflow-hidden sk:rounded-lg sk:border sk:border-line sk:bg-surface', className)}
    >
      <h3 className="sk:border-b sk:border-line sk:px-3 sk:py-2.5 sk:font-semibold">
        {t('uploader.sources')}
      </h3>
      <ul>
        {sources.map((source) => (
          <SourceRow key={source.id} source={source} onRemove={() => setRemoving(source)} />
        ))}
      </ul>
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={() => setRemoving(null)}
        title={t('uploader.removeSourceTitle')}
        confirmLabel={t('uploader.remove')}
        onConfirm={async () => {
          if (removing) await knowledge.removeSource(knowledgeId, removing.id)
        }}
      >
        {t('uploader.removeSourceText', { name: removing ? nameOf(removing.input) : '' })}
      </ConfirmDialog>
    </section>
  )
}

function SourceRow({
  source,
  onRemove,
}: {
  readonly source: KnowledgeSource
  readonly onRemove: () => void
}): ReactElement {
  const t = useMessages(uploaderMessages)
  const locale = useLocale()
  const { knowledge } = useClient()
  const { knowledgeId } = useKnowledge()
  const toast = useToast()
  const name = nameOf(source.input)
  const isSyncing = source.state === 'syncing'
  const failure = source.lastSync?.failure
  const act = (work: () => Promise<unknown>) => (): void => {
    work().catch((error: unknown) => toast({ tone: 'bad', title: toErrorData(error).message }))
  }
  const sync = act(() => knowledge.syncSource(knowledgeId, source.id))
  return (
    <li className="sk:border-b sk:border-line sk:px-3 sk:py-2 sk:last:border-b-0">
      <div className="sk:flex sk:items-center sk:gap-3">
        <span className="sk:text-muted">{isSyncing ? <Spinner size={16} /> : <Globe size={16} />}</span>
        <div className="sk:min-w-0 sk:flex-1">
          <OwnName className="sk:font-medium">{name}</OwnName>
          <span className="sk:block sk:truncate sk:text-sm sk:text-muted" role="status">
            {stateOf(source, t, locale)}
          </span>
        </div>
        {isSyncing ? (
          <IconButton
            label={t('uploader.stopSync', { name })}
            icon={<Square size={14} />}
            onClick={act(() => knowledge.stopSync(knowledgeId, source.id))}
          />
        ) : (
          <IconButton label={t('uploader.sync', { name })} icon={<RefreshCw size={14} />} onClick={sync} />
        )}
        <IconButton
          label={t('uploader.removeSource', { name })}
          icon={<Trash2 size={14} />}
          onClick={onRemove}
        />
      </div>
      {source.error ? <ErrorNote className="sk:mt-2" error={source.error} onRetry={sync} /> : null}
      {failure && !source.error ? <ErrorNote className="sk:mt-1" look="line" error={failure} /> : null}
    </li>
  )
}

function nameOf(input: SourceInput): string {
  switch (input.type) {
    case 'pages':
      return input.addresses.join(', ')
    case 'site':
      return input.start
    case 'connector':
      return input.connector
    default:
      return input satisfies never
  }
}

function stateOf(
  { state, step, lastSync }: KnowledgeSource,
  t: Translate<typeof uploaderMessages>,
  locale: string,
): string {
  if (state === 'syncing') {
    return step ? t('uploader.syncing', { done: step.done, waiting: step.waiting }) : t('uploader.syncBegins')
  }
  if (!lastSync) return t('uploader.neverSynced')
  const { added, changed, removed, failed, endedAtMs, isComplete } = lastSync
  const parts = [
    new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(endedAtMs),
    t('uploader.syncCounts', { added, changed, removed }),
    failed > 0 ? t('uploader.syncFailed', { count: failed }) : null,
    isComplete ? null : t('uploader.syncPartial'),
  ]
  return parts.filter((part) => part !== null).join(' · ')
}
