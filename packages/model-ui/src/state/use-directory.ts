import { type AsyncValue, useAsync, useClient } from '@skep/react'
import { loadDirectory, type ModelDirectory } from './directory.ts'

/** The models of the client. `reload` asks again; until it has answered, what is known stays. @internal */
export function useDirectory(): AsyncValue<ModelDirectory> {
  const client = useClient()
  return useAsync(() => loadDirectory(client.models), [client])
}
