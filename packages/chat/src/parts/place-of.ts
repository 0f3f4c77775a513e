import type { Citation } from '@skep/client'
import type { Translate } from '@skep/react'
import type { chatMessages } from '../chat-messages.ts'

/** Where a passage stands, in words: the page, the headings above it, or both. @internal */
export function placeOf(citation: Citation, t: Translate<typeof chatMessages>): string {
  const { page, lastPage, headings = [] } = citation.location
  const parts: string[] = []
  if (page !== undefined) {
    const isRange = lastPage !== undefined && lastPage !== page
    parts.push(isRange ? t('chat.pages', { page, lastPage }) : t('chat.page', { page }))
  }
  if (headings.length > 0) parts.push(headings.join(' › '))
  return parts.join(' · ')
}
