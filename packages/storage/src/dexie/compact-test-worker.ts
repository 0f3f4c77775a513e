// Another tab, for the browser test: puts a base together until it is killed.
import { openDexieStores } from './open-dexie-stores.ts'

self.onmessage = async ({ data: namespace }: MessageEvent<string>) => {
  const { knowledge } = await openDexieStores({ namespace })
  self.postMessage('begins')
  while (await knowledge.compact('k')) self.postMessage('step')
  self.postMessage('done')
}
