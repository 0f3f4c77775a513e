import type { ProviderConfig } from '@skep/client'
import { builtinExecutors, type Executor, type SecretStore, systemClock, systemRandom } from '@skep/engine'
import { createKnowledge, loadDocument } from '@skep/knowledge'
import { createModelRuntime, extractiveProvider, openAiProvider, type ProviderFactory } from '@skep/models'
import { createJavaScriptSandbox, createSandbox, sandboxWorkerOf } from '@skep/sandbox'
import { builtinNodes, type NodeDefinition, SkepError } from '@skep/schema'
import { createMemoryStores, withHostStores, withWriterLock } from '@skep/storage'
import { characterMaps } from '../character-maps.ts'
import { hostModelProviders, hostStores } from '../host-facades.ts'
import type { CreateService, Service } from '../serve-endpoint.ts'
import { quickjsUrl, spawnSandboxWorker } from '../spawn-sandbox.ts'
import { createAppsService } from './apps-service.ts'
import { createConversationsService } from './conversations-service.ts'
import { createFilesService } from './files-service.ts'
import { openStores } from './open-stores.ts'
import { createRunsService } from './runs-service.ts'
import { storedProviders } from './stored-providers.ts'

/** What a worker entry of the host's own adds to Skep. Everything here runs inside the worker. @public */
export interface ServeOptions {
  /** Implementations of model providers beside `openai` and `extractive`, e.g. `transformersProvider()`. */
  readonly providers?: readonly ProviderFactory[]
  readonly nodes?: readonly NodeDefinition[]
  readonly executors?: readonly Executor[]
}

/** Puts everything together for one namespace. @internal */
export function createService(extras: ServeOptions = {}): CreateService {
  return async (options, host) => {
    const stores = withHostStores(await openStores(options), hostStores(host))
    const nodes = [...builtinNodes, ...(extras.nodes ?? [])]
    const models = createModelRuntime({
      providers: storedProviders(stores.settings, options.providers as unknown as readonly ProviderConfig[]), // from toHostOptions
      factories: [
        extractiveProvider({ texts: options.extractiveTexts ?? {} }),
        openAiProvider(),
        ...(extras.providers ?? []),
      ],
      hostModels: await hostModelProviders(host, options.hostModels),
      secrets: async (name) => (await stores.secrets.get(name)) ?? undefined,
      saveSecret: (name, value) => stores.secrets.set(name, value),
      removeSecret: (name) => stores.secrets.remove(name),
      clock: systemClock,
    })
    const readCharacterMap = characterMaps(options.assets)
    const knowledge = createKnowledge({
      store: stores.knowledge,
      clock: systemClock,
      ids: systemRandom,
      embedders: (choice) => models.embedder(choice),
      load: (file, loadOptions) => loadDocument(file, { ...loadOptions, readCharacterMap }),
      asWriter: (work, signal) => withWriterLock(options.namespace, work, { signal }),
    })
    const javascript = createJavaScriptSandbox({
      spawn: () => sandboxWorkerOf(spawnSandboxWorker(options.assets)),
      wasm: quickjsUrl(options.assets),
    })
    const sandbox = createSandbox([javascript])
    const draft = createMemoryStores({ namespace: options.namespace })
    const apps = createAppsService({
      ...stores,
      models,
      knowledge,
      nodes,
      codeLanguages: sandbox.languages,
    })
    const runs = createRunsService({
      namespace: options.namespace,
      runs: stores.runs,
      conversations: stores.conversations,
      draftConversations: draft.conversations,
      loadApp: apps.load,
      nodes,
      executors: [...builtinExecutors, ...(extras.executors ?? [])],
      ports: {
        clock: systemClock,
        random: systemRandom,
        models,
        retriever: knowledge,
        code: sandbox,
        files: stores.files,
        secrets: { resolve: (name) => resolveSecret(stores.secrets, name) },
        subApps: { load: apps.load },
      },
    })
    await runs.recover()
    await knowledge.resume()
    return {
      apps,
      runs,
      conversations: createConversationsService(stores.conversations),
      files: createFilesService(stores.files),
      knowledge,
      models,
      secrets: stores.secrets,
      storage: { measure: () => stores.measure(), wipe: () => stores.wipe() },
      async close() {
        runs.close()
        sandbox.close()
        await Promise.all([knowledge.close(), models.dispose()])
        await Promise.all([stores.close(), draft.close()])
      },
    } satisfies Service
  }
}

async function resolveSecret(secrets: SecretStore, name: string): Promise<string> {
  const value = await secrets.get(name)
  if (value !== null) return value
  throw new SkepError(
    'SECRET_NOT_FOUND',
    `The secret ${name} is not set in this browser. Set it, then run again.`,
    { name },
  )
}
