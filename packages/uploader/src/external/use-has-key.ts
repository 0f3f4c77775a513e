import { useAsync, useClient } from '@skep/react'

/** Whether a secret is stored in this browser; true until that is known. Its value is nobody's to read. @internal */
export function useHasKey(secretName: string | undefined): boolean {
  const { secrets } = useClient()
  const { state } = useAsync(
    async () => secretName !== undefined && (await secrets.list()).includes(secretName),
    [secrets, secretName],
  )
  return state.value ?? secretName !== undefined
}
