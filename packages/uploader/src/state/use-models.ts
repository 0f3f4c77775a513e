import type { ModelInfo, ModelKind } from '@skep/client'
import { useAsync, useClient } from '@skep/react'

const NONE: readonly ModelInfo[] = []

/** The models of a kind that are set up; none until they are known. @internal */
export function useModels(kind: ModelKind): readonly ModelInfo[] {
  const client = useClient()
  const { state } = useAsync(
    async () => (await client.models.list()).filter((model) => model.kind === kind),
    [client, kind],
  )
  return state.value ?? NONE
}
