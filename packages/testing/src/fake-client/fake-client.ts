import { type ClientStatus, type SkepClient, streamRun } from '@skep/client'
import { createFakeAnnotations } from './fake-annotations.ts'
import { createFakeApps } from './fake-apps.ts'
import { createFakeConversations } from './fake-conversations.ts'
import { createFakeKnowledge } from './fake-knowledge.ts'
import { createFakeModels } from './fake-models.ts'
import { createFakeRuns } from './fake-runs.ts'
import { createFakeWorld, Listeners } from './fake-world.ts'
import type { FakeScript } from './script.ts'

/** A client in memory with a few strings to pull. @public */
export interface FakeClient extends SkepClient {
  /** Says that the client's state has changed, e.g. to `restarting`. */
  setStatus(status: ClientStatus): void
}

/**
 * A whole client in memory that behaves as its script says: for stories and component tests, in every state that is
 * hard to reach with the real one. It proves nothing about the engine.
 * @example createFakeClient({ apps: [sampleApp], answer: () => ({ text: 'Hello.' }) })
 * @public
 */
export function createFakeClient(script: FakeScript = {}): FakeClient {
  const world = createFakeWorld(script)
  const conversations = createFakeConversations(world)
  const runs = createFakeRuns(world, conversations)
  const statusListeners = new Listeners<ClientStatus>()
  let status: ClientStatus = { host: 'worker', state: 'ready' }
  const files = new Map<string, Blob>()
  const secrets = new Map<string, string>()

  return {
    apps: createFakeApps(world),
    runs,
    conversations: conversations.api,
    annotations: createFakeAnnotations(world),
    knowledge: createFakeKnowledge(world, secrets),
    models: createFakeModels(world, secrets),
    files: {
      upload: (file) =>
        world.call('files.upload', () => {
          const id = world.nextId('file')
          const blob = file.bytes instanceof Blob ? file.bytes : new Blob([file.bytes as ArrayBuffer]) // both are byte sources
          files.set(id, blob)
          return {
            kind: 'file',
            id,
            name: file.name,
            sizeBytes: blob.size,
            mimeType: file.mimeType ?? 'application/octet-stream',
            extension: file.name.split('.').at(-1) ?? '',
            type: 'document',
            transferMethod: 'local_file',
          }
        }),
      read: (id) =>
        world.call(
          'files.read',
          () =>
            files.get(id) ??
            world.fail({ code: 'FILE_NOT_FOUND', message: 'This file is not here any more.', data: {} }),
        ),
      remove: (id) => world.call('files.remove', () => void files.delete(id)),
    },
    secrets: {
      list: () => world.call('secrets.list', () => [...secrets.keys()]),
      set: (name, value) => world.call('secrets.set', () => void secrets.set(name, value)),
      remove: (name) => world.call('secrets.remove', () => void secrets.delete(name)),
    },
    tools: { list: () => world.call('tools.list', () => script.tools ?? []) },
    storage: {
      measure: () =>
        world.call('storage.measure', () => ({
          namespace: 'fake',
          usedBytes: 4_200_000,
          quotaBytes: 2_000_000_000,
          isPersistent: true,
          ...script.storage,
        })),
      wipe: () => world.call('storage.wipe', () => undefined),
    },
    run: (request, options) => streamRun(runs, request, options),
    status: () => status,
    watchStatus: statusListeners.add,
    setStatus(next) {
      status = next
      statusListeners.emit(next)
    },
    async close() {
      world.close()
      status = { ...status, state: 'closed' }
      statusListeners.emit(status)
    },
  }
}
