import { changeRetrieval, type KnowledgeBase } from '@skep/client'
import { useClient, useMessages } from '@skep/react'
import { useAtomValue } from '@skep/react/jotai'
import { Button, cx, ErrorNote, Spinner, useToast } from '@skep/react/ui'
import { type ErrorData, toErrorData } from '@skep/schema'
import { type ReactElement, type ReactNode, useId, useState } from 'react'
import { ConnectionFacts } from '../external/connection-facts.tsx'
import { SearchSettings } from '../parts/search-settings.tsx'
import { baseAtom, readyDocumentsAtom, statusAtom } from '../state/atoms.ts'
import { useKnowledge } from '../state/knowledge-context.ts'
import { uploaderMessages } from '../uploader-messages.ts'
import { EmbedderField } from './embedder-field.tsx'
import { areFieldsValid, MetadataFields } from './metadata-fields.tsx'
import { SplitFields } from './split-fields.tsx'
import { SplitPreview } from './split-preview.tsx'
import { StorageFacts } from './storage-facts.tsx'

/** @public */
export interface KnowledgeSettingsProps {
  readonly className?: string
}

/** How a base cuts, embeds and searches its documents, with a preview of the passages. Inside `Knowledge.Root`. @public */
export function KnowledgeSettings({ className }: KnowledgeSettingsProps): ReactElement {
  const base = useAtomValue(baseAtom)
  const status = useAtomValue(statusAtom)
  const { session } = useKnowledge()
  if (status.status === 'failed')
    return <ErrorNote error={status.error} onRetry={() => void session.load()} />
  if (!base) {
    return (
      <div className="sk:flex sk:justify-center sk:p-10 sk:text-faint">
        <Spinner size={20} />
      </div>
    )
  }
  return <SettingsForm key={base.id} base={base} {...(className ? { className } : {})} />
}

type Draft = Pick<KnowledgeBase, 'split' | 'retrieval' | 'metadataFields'>

function SettingsForm({
  base,
  className,
}: {
  readonly base: KnowledgeBase
  readonly className?: string
}): ReactElement {
  const t = useMessages(uploaderMessages)
  const { knowledge } = useClient()
  const { session } = useKnowledge()
  const documents = useAtomValue(readyDocumentsAtom)
  const toast = useToast()
  const [changes, setChanges] = useState<Partial<Draft>>({})
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorData | null>(null)
  const draft: Draft = { ...base, ...changes }
  const isExternal = base.external !== undefined
  const isDirty = Object.keys(changes).length > 0
  const cutAgain = (): void => {
    const all = documents.map(({ id }) => session.change(() => knowledge.reindex(id)))
    Promise.all(all).catch((caught: unknown) => setError(toErrorData(caught)))
  }
  const save = async (): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      const { retrieval, ...rest } = changes
      // An optional setting that is gone from the draft is taken back.
      const cleared = { scoreThreshold: null, fusion: null, rerank: null, neighbours: null }
      await knowledge.update(base.id, {
        ...rest,
        ...(retrieval ? { retrieval: { ...cleared, ...retrieval } } : {}),
      })
      setChanges({})
      if (changes.split && documents.length > 0) {
        toast({
          tone: 'good',
          title: t('uploader.settingsSaved'),
          description: t('uploader.cutAgainHint', { count: documents.length }),
          durationMs: 12_000,
          action: { label: t('uploader.cutAgain'), onSelect: cutAgain },
        })
      }
    } catch (caught) {
      setError(toErrorData(caught))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      className={cx('sk:flex sk:flex-col sk:gap-4', className)}
    >
      {isExternal ? (
        <Section title={t('uploader.externalConnection')}>
          <ConnectionFacts base={base} />
        </Section>
      ) : (
        <>
          <Section title={t('uploader.sectionSplit')}>
            <SplitFields split={draft.split} onChange={(split) => setChanges({ ...changes, split })} />
          </Section>
          <Section title={t('uploader.sectionPreview')}>
            <SplitPreview split={draft.split} />
          </Section>
          <Section title={t('uploader.sectionEmbedder')}>
            <EmbedderField base={base} />
          </Section>
        </>
      )}
      <Section title={t('uploader.sectionSearch')}>
        <SearchSettings
          settings={draft.retrieval}
          isExternal={isExternal}
          onChange={(more) => setChanges({ ...changes, retrieval: changeRetrieval(draft.retrieval, more) })}
        />
      </Section>
      {isExternal ? null : (
        <Section title={t('uploader.sectionMetadata')}>
          <MetadataFields
            fields={draft.metadataFields}
            onChange={(metadataFields) => setChanges({ ...changes, metadataFields })}
          />
        </Section>
      )}
      {isExternal ? null : (
        <Section title={t('uploader.sectionStorage')}>
          <StorageFacts base={base} />
        </Section>
      )}
      {error ? <ErrorNote error={error} /> : null}
      {isDirty ? (
        <div className="sk:sticky sk:bottom-3 sk:flex sk:items-center sk:justify-end sk:gap-2 sk:rounded-lg sk:border sk:border-line sk:bg-raised sk:px-3 sk:py-2 sk:shadow-2">
          <span className="sk:flex-1 sk:text-sm sk:text-muted">{t('uploader.unsaved')}</span>
          <Button onClick={() => setChanges({})}>{t('uploader.discard')}</Button>
          <Button
            type="submit"
            variant="primary"
            isBusy={isBusy}
            disabled={!areFieldsValid(draft.metadataFields)}
          >
            {t('uploader.save')}
          </Button>
        </div>
      ) : null}
    </form>
  )
}

function Section({
  title,
  children,
}: {
  readonly title: string
  readonly children: ReactNode
}): ReactElement {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className="sk:flex sk:flex-col sk:gap-3 sk:rounded-lg sk:border sk:border-line sk:bg-surface sk:p-4"
    >
      <h3 id={id} className="sk:font-semibold">
        {title}
      </h3>
      {children}
    </section>
  )
}
