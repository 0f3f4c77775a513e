import { useMemo } from 'react'
import { createTranslate, type Messages, type Translate } from './messages.ts'
import { useSkep } from './use-skep.ts'

/**
 * The messages of a package in the provider's locale.
 * @example const t = useMessages(chatMessages); t('chat.sources', { count: 3 })
 * @public
 */
export function useMessages<M extends Messages>(defaults: M): Translate<M> {
  const { messages, locale } = useSkep()
  return useMemo(() => createTranslate(defaults, messages, locale), [defaults, messages, locale])
}
