import type { KnowledgeDocument } from '@skep/client'
import type { Translate } from '@skep/react'
import { formatBytes } from '@skep/react'
import type { uploaderMessages } from '../uploader-messages.ts'

/** Whether somebody works on it, or will without being told. @internal */
export function isWorking({ state }: KnowledgeDocument): boolean {
  return state !== 'ready' && state !== 'failed' && state !== 'paused'
}

/** What happens to a document now, in words, with what is being counted. @internal */
export function stateText(
  document: KnowledgeDocument,
  t: Translate<typeof uploaderMessages>,
  locale: string,
): string {
  const name = t(`uploader.${document.state}`)
  const { step } = document
  if (!step) return name
  const { done, total } = step
  switch (step.unit) {
    case 'bytes':
      return `${name} · ${t('uploader.stepBytes', { done: formatBytes(done, locale), total: formatBytes(total, locale) })}`
    case 'pages':
      return `${name} · ${t('uploader.stepPages', { done, total })}`
    case 'chunks':
      return `${name} · ${t('uploader.stepChunks', { done, total })}`
    default:
      return step.unit satisfies never
  }
}

/** Size, pages and passages of a document in one line. @internal */
export function factsText(
  document: KnowledgeDocument,
  t: Translate<typeof uploaderMessages>,
  locale: string,
): string {
  const facts = [formatBytes(document.sizeBytes, locale)]
  if (document.pageCount !== undefined) facts.push(t('uploader.pageCount', { count: document.pageCount }))
  if (document.state === 'ready') facts.push(t('uploader.chunkCount', { count: document.chunkCount }))
  if (document.hitCount > 0) facts.push(t('uploader.hitCount', { count: document.hitCount }))
  return facts.join(' · ')
}
