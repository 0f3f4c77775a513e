import { type Translate, useMessages } from '@skep/react'
import { builderMessages } from './messages.ts'

/** The builder's own messages in the provider's language. @internal */
export function useT(): Translate<typeof builderMessages> {
  return useMessages(builderMessages)
}
