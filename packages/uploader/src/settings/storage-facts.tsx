import type { KnowledgeBase } from '@skep/client'
import { formatBytes, useAsync, useClient, useLocale, useMessages } from '@skep/react'
import { ErrorNote } from '@skep/react/ui'
import type { ReactElement } from 'react'
import { uploaderMessages } from '../uploader-messages.ts'

/** What a base takes in this browser, part by part, beside what the browser gives. @internal */
export function StorageFacts({ base }: { readonly base: KnowledgeBase }): ReactElement | null {
  const t = useMessages(uploaderMessages)
  const locale = useLocale()
  const { knowledge, storage } = useClient()
  const { state, reload } = useAsync(
    async () => {
      const [sizes, report] = await Promise.all([knowledge.measure(), storage.measure()])
      return { size: sizes.find(({ knowledgeId }) => knowledgeId === base.id), report }
    },
    // What has changed shows in its counts.
    [knowledge, storage, base.id, base.chunkCount, base.sizeBytes, base.embedder.model],
  )
  if (state.status === 'failed') return <ErrorNote error={state.error} onRetry={reload} look="line" />
  const { size, report } = state.value ?? {}
  if (!size || !report) return null
  const bytes = (count: number): string => formatBytes(count, locale)
  const rows = [
    [t('uploader.sizeFiles'), size.fileBytes],
    [t('uploader.sizeTexts'), size.textBytes],
    [t('uploader.sizePassages'), size.indexBytes],
    [t('uploader.sizeVectors'), size.vectorBytes],
  ] as const
  return (
    <>
      <dl className="sk:m-0 sk:grid sk:max-w-80 sk:grid-cols-[minmax(0,1fr)_auto] sk:gap-y-1.5">
        {rows.map(([label, count]) => (
          <Row key={label} label={label} value={bytes(count)} />
        ))}
        <Row label={t('uploader.sizeTotal')} value={bytes(size.totalBytes)} isTotal />
      </dl>
      <p className="sk:text-sm sk:text-muted">
        {report.quotaBytes === undefined
          ? t('uploader.sizeUsed', { used: bytes(report.usedBytes) })
          : t('uploader.sizeOfQuota', { used: bytes(report.usedBytes), quota: bytes(report.quotaBytes) })}
      </p>
    </>
  )
}

function Row(props: {
  readonly label: string
  readonly value: string
  readonly isTotal?: boolean
}): ReactElement {
  const look = props.isTotal ? 'sk:border-t sk:border-line sk:pt-1.5 sk:font-medium' : 'sk:text-muted'
  return (
    <>
      <dt className={look}>{props.label}</dt>
      <dd className={`sk:m-0 sk:ps-4 sk:text-end sk:tabular-nums ${look}`}>{props.value}</dd>
    </>
  )
}
