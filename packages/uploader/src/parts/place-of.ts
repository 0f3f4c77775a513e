import type { PassageLocation } from '@skep/client'
import type { Translate } from '@skep/react'
import type { uploaderMessages } from '../uploader-messages.ts'

/** Page and headings of a passage in one line. @internal */
export function placeOf(location: PassageLocation, t: Translate<typeof uploaderMessages>): string {
  const parts: string[] = []
  if (location.page !== undefined) parts.push(t('uploader.page', { page: location.page }))
  if (location.headings && location.headings.length > 0) parts.push(location.headings.join(' › '))
  return parts.join(' · ')
}
