import { useMessages } from '@skep/react'
import { useMemo } from 'react'
import { modelUiMessages } from '../model-ui-messages.ts'
import type { BuiltInNames } from './directory.ts'

/** Names of what needs no connection. @internal */
export function useNames(): BuiltInNames {
  const t = useMessages(modelUiMessages)
  return useMemo(() => ({ extractive: t('models.group.extractive'), auto: t('models.group.auto') }), [t])
}
