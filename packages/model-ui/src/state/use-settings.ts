import type { ModelSettings } from '@skep/client'
import { type AsyncState, useAsync, useClient } from '@skep/react'
import { type ErrorData, toErrorData } from '@skep/schema'
import { useState } from 'react'

/** @internal */
export interface SettingsValue {
  readonly state: AsyncState<ModelSettings>
  readonly reload: () => void
  /** Shows the change at once and saves it; what is refused is told by `refusal` and taken back. */
  readonly save: (changes: Partial<ModelSettings>) => Promise<boolean>
  readonly refusal: ErrorData | null
}

/** What is fixed for all apps of the namespace. @internal */
export function useSettings(): SettingsValue {
  const client = useClient()
  const { state, reload, set } = useAsync(() => client.models.settings(), [client])
  const [refusal, setRefusal] = useState<ErrorData | null>(null)
  const save = async (changes: Partial<ModelSettings>): Promise<boolean> => {
    const before = state.value
    if (!before) return false
    setRefusal(null)
    set(() => ({ ...before, ...changes }))
    try {
      const saved = await client.models.saveSettings(changes)
      set(() => saved)
      return true
    } catch (caught) {
      set(() => before)
      setRefusal(toErrorData(caught))
      return false
    }
  }
  return { state, reload, save, refusal }
}
