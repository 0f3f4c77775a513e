import type { DeviceReport, KnowledgeApi, ModelPriceEntry, ModelSettings, ProviderConfig } from '@skep/client'
import {
  builtinExecutors,
  type Executor,
  type OpenRunStore,
  type SecretStore,
  systemClock,
  systemRandom,
} from '@skep/engine'
import {
  createKnowledge,
  createQuestionWriter,
  type HostLoader,
  type Knowledge,
  type LoadFunction,
  loadDocument,
  retrieveExternal,
} from '@skep/knowledge'
import {
  AUTO_PROVIDER,
  createModelRuntime,
  extractiveProvider,
  type LazyProviderFactory,
  type ModelRuntime,
  openAiOnDemand,
  type ProviderFactory,
  remoteOnDemand,
} from '@skep/models'
import { createJavaScriptSandbox, createPythonSandbox, createSandbox, sandboxWorkerOf } from '@skep/sandbox'
import { type App, builtinNodes, type NodeDefinition, SkepError, toErrorData } from '@skep/schema'
import { createMemoryStores, type Stores, withHostStores, withWriterLock } from '@skep/storage'
import { characterMaps } from '../character-maps.ts'
import { hostModelProviders, hostModelToken, hostModeration, hostStores } from '../host-facades.ts'
import type { HostLink } from '../host-link.ts'
import { pageLoaders } from '../host-loaders.ts'
import { createFetchHttp } from '../http/fetch-http.ts'
import { createRelayHttp, HTTP_RELAY } from '../http/relay.ts'
import type { CreateService, Service } from '../serve-endpoint.ts'
import { pageConnectors } from '../sources/host-connectors.ts'
import { pythonFiles, quickjsUrl, spawnPythonWorker, spawnSandboxWorker } from '../spawn-sandbox.ts'
import type { HostTool } from '../tools/host-tool.ts'
import { pageTools } from '../tools/host-tools.ts'
import { createToolsService } from '../tools/tools-service.ts'
import type { HostOptions } from '../wire.ts'
import { createAnnotationsService } from './annotations-service.ts'
import { createAppsService, findApp } from './apps-service.ts'
import { type Changes, openChanges } from './changes.ts'
import { createCodeChecks } from './code-checks.ts'
import { createConversationsService } from './conversations-service.ts'
import { describedRetriever } from './described-retriever.ts'
import { createDocumentText } from './document-text.ts'
import { createFilesService } from './files-service.ts'
import { createFollowUpsService } from './follow-ups-service.ts'
import { createMemoryPort } from './memory-port.ts'
import { openStores } from './open-stores.ts'
import { createRemoval } from './removal.ts'
import { createRunRecordings } from './run-recordings.ts'
import { createRunsService } from './runs-service.ts'
import { storedProviders } from './stored-providers.ts'
import { wipe } from './wipe.ts'

/** What a worker entry of the host's own adds to Skep. Everything here runs inside the worker. @public */
export interface ServeOptions {
  /** Implementations of model providers beside `openai`, `remote` and `extractive`, e.g. `transformersProvider()`. */
  readonly providers?: readonly (ProviderFactory | LazyProviderFactory)[]
  readonly nodes?: readonly NodeDefinition[]
  readonly executors?: readonly Executor[]
  /** Replaces the price table of models. */
  readonly prices?: readonly ModelPriceEntry[]
  /** Looks what this device can do, instead of asking the browser. */
  readonly probe?: () => Promise<DeviceReport>
  /** Tools that run inside the worker, beside those of the page. */
  readonly tools?: readonly HostTool[]
  /** Readers of kinds of documents that run inside the worker; after those of the page, before Skep's own. */
  readonly loaders?: readonly HostLoader[]
}

/** Of each app. Their words are in the conversations; what goes is how they came about. */
const KEPT_RUNS = 1000

/** Puts everything together for one namespace. @internal */
export function createService(extras: ServeOptions = {}): CreateService {
  return async (options, host) => {
    const own = await openStores(options)
    try {
      return await composeService(extras, options, host, own)
    } catch (error) {
      await own.close()
      throw error
    }
  }
}

async function composeService(
  extras: ServeOptions,
  options: HostOptions,
  host: HostLink,
  own: Stores,
): Promise<Service> {
  const { namespace, assets } = options
  const given = hostStores(host)
  const stores = withHostStores(own, given)
  const nodes = [...builtinNodes, ...(extras.nodes ?? [])]
  const tools = createToolsService([...pageTools(host, options.hostTools ?? []), ...(extras.tools ?? [])])
  const models = createModelRuntime({
    providers: storedProviders(stores.settings, options.providers as unknown as readonly ProviderConfig[]), // from toHostOptions
    factories: [
      extractiveProvider({ texts: options.extractiveTexts ?? {} }),
      openAiOnDemand(),
      remoteOnDemand({ token: (connection) => hostModelToken(host, connection) }),
      ...(extras.providers ?? []),
    ],
    hostModels: await hostModelProviders(host, options.hostModels),
    secrets: async (name) => (await stores.secrets.get(name)) ?? undefined,
    saveSecret: (name, value) => stores.secrets.set(name, value),
    removeSecret: (name) => stores.secrets.remove(name),
    clock: systemClock,
    state: stores.settings,
    ...(options.modelSettings
      ? { settings: options.modelSettings as unknown as Partial<ModelSettings> }
      : {}), // from toHostOptions
    ...(extras.prices ? { prices: extras.prices } : {}),
    ...(extras.probe ? { probe: extras.probe } : {}),
  })
  const changes = openChanges(namespace, options.storage)
  const readCharacterMap = characterMaps(assets)
  const loaders = [...pageLoaders(host, options.hostLoaders ?? []), ...(extras.loaders ?? [])]
  const load: LoadFunction = (file, loadOptions) =>
    loadDocument(file, { ...loadOptions, readCharacterMap, loaders })
  const http = host.has(HTTP_RELAY) ? createRelayHttp(host) : createFetchHttp()
  const knowledge = createKnowledge({
    store: stores.knowledge,
    clock: systemClock,
    ids: systemRandom,
    embedders: (choice) => models.embedder(choice),
    rerank: (request, options) => models.rerank(request, options),
    askExternal: async ({ endpoint, externalId, secretName }, query, { signal, key }) => {
      const apiKey = key ?? (await stores.secrets.get(secretName))
      if (!apiKey) throw keyMissing(secretName)
      return retrieveExternal({ endpoint, apiKey, knowledgeId: externalId, http }, query, { signal })
    },
    externalKeys: {
      save: (name, key) => stores.secrets.set(name, key),
      remove: (name) => stores.secrets.remove(name),
    },
    load,
    asWriter: (work, signal) => withWriterLock(namespace, work, { signal }),
    alone: (knowledgeId, change) => withWriterLock(`${namespace}/${knowledgeId}`, change),
    // A base that names no model takes the default for this task, else a language model that is there.
    writeQuestions: createQuestionWriter(models, { provider: AUTO_PROVIDER, model: 'questions' }),
    sources: { http, clock: systemClock, connectors: pageConnectors(host, options.hostConnectors ?? []) },
  })
  const javascript = createJavaScriptSandbox({
    spawn: () => sandboxWorkerOf(spawnSandboxWorker(assets)),
    wasm: quickjsUrl(assets),
  })
  const python = createPythonSandbox({
    spawn: () => sandboxWorkerOf(spawnPythonWorker(assets)),
    files: pythonFiles(assets),
  })
  const sandbox = createSandbox([javascript, python])
  const draft = createMemoryStores({ namespace })
  const loadApp = async (appId: string): Promise<App> => (await findApp(stores.apps, appId)).app
  const moderation = hostModeration(host)
  const annotations = createAnnotationsService({
    annotations: stores.annotations,
    loadApp,
    embedder: (choice) => models.embedder(choice),
  })
  const openRuns = withSpend(stores.openRuns, models)
  const runs = createRunsService({
    namespace,
    runs: stores.runs,
    openRuns,
    recordings: createRunRecordings({
      recordings: stores.recordings,
      recordedRuns: options.recordedRuns ?? 'drafts',
    }),
    keptRuns: options.keptRuns ?? KEPT_RUNS,
    conversations: stores.conversations,
    draftConversations: draft.conversations,
    loadApp,
    nodes,
    executors: [...builtinExecutors, ...(extras.executors ?? [])],
    ports: {
      clock: systemClock,
      random: systemRandom,
      models,
      retriever: describedRetriever(knowledge),
      code: sandbox,
      http,
      documentText: createDocumentText({ files: stores.files, http, load }),
      tools,
      files: stores.files,
      secrets: { resolve: (name) => resolveSecret(stores.secrets, name) },
      subApps: { load: loadApp },
      annotations: annotations.port,
      ...(moderation ? { moderation } : {}),
    },
    memory: createMemoryPort(stores.settings),
    draftMemory: createMemoryPort(draft.settings),
    changes,
  })
  const { followUps, close: closeFollowUps } = createFollowUpsService({
    getRun: runs.get,
    appOf: runs.appOf,
    storeOf: runs.storeOf,
    ports: { models, clock: systemClock },
  })
  const removal = createRemoval({ ...stores, openRuns, stopAll: runs.stopAll })
  const apps = createAppsService({
    ...stores,
    models,
    knowledge,
    nodes,
    codeLanguages: sandbox.languages,
    codeChecks: createCodeChecks(sandbox),
    tools: tools.faces,
    hasModeration: moderation !== undefined,
    changes,
    removeBelongings: removal.belongingsOf,
  })
  // Not waited for: a store that is slow or broken must not keep everything else from starting.
  void runs.recover()
  knowledge.resume().catch((error: unknown) => {
    console.warn('Skep could not go on with the documents of an earlier session.', toErrorData(error).code)
  })
  return {
    apps,
    runs,
    conversations: createConversationsService(stores.conversations, followUps, removal.conversation),
    annotations: annotations.api,
    files: createFilesService(stores.files),
    knowledge: shareEvents(knowledge, changes),
    models,
    secrets: stores.secrets,
    tools: { list: tools.list },
    storage: {
      measure: () => stores.measure(),
      wipe: () =>
        wipe({
          stores,
          draft,
          runs,
          knowledge,
          changes,
          tellRemoved: apps.tellRemoved,
          hostStores: new Set(Object.keys(given)),
        }),
    },
    async close() {
      closeFollowUps()
      await Promise.all([runs.close(), knowledge.close()])
      sandbox.close()
      await models.dispose()
      changes.close()
      await Promise.all([stores.close(), draft.close()])
    },
  } satisfies Service
}

/** What a run has spent on models goes with what else it needs to go on. */
function withSpend(openRuns: OpenRunStore, models: ModelRuntime): OpenRunStore {
  return {
    list: () => openRuns.list(),
    get: (runId) => openRuns.get(runId),
    put: (run) => openRuns.put(run),
    async remove(runId) {
      await openRuns.remove(runId)
      await models.forgetRun(runId)
    },
  }
}

/** Knowledge whose watchers hear of other tabs too. */
function shareEvents(knowledge: Knowledge, changes: Changes): KnowledgeApi {
  knowledge.watch((event) => changes.post({ topic: 'knowledge', event }))
  changes.listen((change) => {
    if (change.topic === 'knowledge') knowledge.hear(change.event)
  })
  return {
    ...knowledge,
    watch(listener) {
      const stops = [
        knowledge.watch(listener),
        changes.listen((change) => {
          if (change.topic === 'knowledge') listener(change.event)
        }),
      ]
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}

function keyMissing(name: string): SkepError {
  return new SkepError(
    'SECRET_NOT_FOUND',
    'The key of this external knowledge base is not in this browser. Enter it in its settings.',
    { name },
  )
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
