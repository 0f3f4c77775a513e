import type { ModelDownload } from '@skep/client'
import { type AsyncValue, useAsync, useClient } from '@skep/react'
import { useEffect, useRef } from 'react'
import { keyOf } from './model-key.ts'

/** What can be kept in this browser and how far it is, as it changes. @internal */
export function useDownloads(): AsyncValue<readonly ModelDownload[]> {
  const client = useClient()
  const told = useRef(new Map<string, ModelDownload>())
  const result = useAsync<readonly ModelDownload[]>(async () => {
    told.current.clear()
    const list = await client.models.downloads()
    // What was told while the list was on its way is newer than the list.
    return list.map((download) => told.current.get(keyOf(download)) ?? download)
  }, [client])
  const { set } = result
  useEffect(
    () =>
      client.models.watchDownloads((download) => {
        told.current.set(keyOf(download), download)
        set((list = []) => withDownload(list, download))
      }),
    [client, set],
  )
  return result
}

/** @internal */
export function withDownload(
  list: readonly ModelDownload[],
  download: ModelDownload,
): readonly ModelDownload[] {
  const key = keyOf(download)
  return list.some((known) => keyOf(known) === key)
    ? list.map((known) => (keyOf(known) === key ? download : known))
    : [...list, download]
}
