import { createSkep } from '@skep/runtime'
import { type KillPlace, killModel } from './run-kill.ts'

/** The page with a real worker and IndexedDB: a kill is the worker's termination. @internal */
export function browserPlace(serverUrl: string): KillPlace {
  return {
    serverUrl,
    async open() {
      const client = createSkep({
        namespace: `kills-${crypto.randomUUID()}`,
        host: 'worker',
        recordedRuns: 'all',
        models: [{ id: 'house', models: ['words'], chat: killModel }],
      })
      await client.apps.list()
      return {
        current: () => client,
        kill: async () => client.killWorker(),
        async close() {
          await client.storage.wipe()
          await client.close()
        },
      }
    },
  }
}
