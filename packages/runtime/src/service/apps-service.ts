import type { AppEvent, AppRecord, AppsApi, KnowledgeApi, ModelsApi, ProviderConfig } from '@skep/client'
import { type AppStore, checkTemplate, type SecretStore, type VersionStore } from '@skep/engine'
import { type NodeDefinition, parseApp, SkepError, type ToolFace, validate } from '@skep/schema'
import type { Changes } from './changes.ts'
import type { CodeChecks } from './code-checks.ts'
import { Emitter } from './emitter.ts'
import { sealSecrets, withoutSecretValues } from './seal-secrets.ts'

interface AppsServiceOptions {
  readonly apps: AppStore
  readonly versions: VersionStore
  readonly models: ModelsApi
  readonly knowledge: KnowledgeApi
  readonly nodes: readonly NodeDefinition[]
  readonly codeLanguages: readonly string[]
  readonly codeChecks: CodeChecks
  readonly tools: readonly ToolFace[]
  /** Whether the host judges texts. */
  readonly hasModeration: boolean
  readonly secrets: Pick<SecretStore, 'get' | 'set'>
  readonly changes: Changes
  /** Removes what belongs to an app. */
  readonly removeBelongings: (appId: string) => Promise<void>
}

/** @internal */
export interface AppsService extends AppsApi {
  /** Tells everybody, in other tabs too, that an app is gone. */
  tellRemoved(appId: string): void
}

/** Apps and their versions over the stores; import and export load the YAML part when first used. @internal */
export function createAppsService(options: AppsServiceOptions): AppsService {
  const { apps, versions, secrets, changes } = options
  const emitter = new Emitter<AppEvent>()
  changes.listen((change) => {
    if (change.topic === 'apps') emitter.emit(change.event)
  })

  function tell(event: AppEvent): void {
    emitter.emit(event)
    changes.post({ topic: 'apps', event })
  }

  return {
    list: () => apps.list(),
    get: (appId) => findApp(apps, appId),
    async save(app, { baseRevision }) {
      const checked = parseApp(app)
      if (!checked.ok) throw new SkepError(checked.error.code, checked.error.message, checked.error.data)
      const sealed = await sealSecrets(checked.value, secrets.set)
      const record = await apps.save(sealed, baseRevision)
      tell({ type: 'app_saved', summary: summaryOf(record) })
      return record
    },
    async remove(appId) {
      // The app last: when something fails before, it is still there and can be removed again.
      await options.removeBelongings(appId)
      await apps.remove(appId)
      tell({ type: 'app_removed', appId })
    },
    tellRemoved: (appId) => tell({ type: 'app_removed', appId }),
    versions: (appId) => versions.list(appId),
    async publish(appId, { name, note = '' }) {
      const { app } = await findApp(apps, appId)
      return versions.add({ id: crypto.randomUUID(), appId, name, note, app, createdAtMs: Date.now() })
    },
    async validate(app) {
      const [models, bases, keyless] = await Promise.all([
        options.models.list(),
        options.knowledge.list(),
        findKeyless(await options.models.providers(), secrets),
      ])
      const environment = {
        nodes: options.nodes,
        models: models.map((model) => (keyless.has(model.provider) ? { ...model, hasKey: false } : model)),
        knowledge: bases,
        codeLanguages: options.codeLanguages,
        tools: options.tools,
        checkTemplate,
        moderation: options.hasModeration,
      }
      return options.codeChecks.during((checkCode) => validate(app, { ...environment, checkCode }))
    },
    async importDify(text) {
      const { importDify } = await import('./dify.ts')
      return importDify(text)
    },
    async exportDify(app, { includeSecrets = false } = {}) {
      const { exportDify } = await import('./dify.ts')
      if (!includeSecrets) return exportDify(withoutSecretValues(app))
      const names = app.environmentVariables.flatMap(({ secretName }) => secretName ?? [])
      const values = await Promise.all(
        names.map(async (name) => [name, (await secrets.get(name)) ?? ''] as const),
      )
      return exportDify(app, { includeSecrets, secrets: Object.fromEntries(values) })
    },
    watch: (listener) => emitter.listen(listener),
  }
}

/** The connections that name a key which is not stored. */
async function findKeyless(
  providers: readonly ProviderConfig[],
  secrets: Pick<SecretStore, 'get'>,
): Promise<ReadonlySet<string>> {
  const found = await Promise.all(
    providers.map(async ({ id, secretName }) =>
      secretName !== undefined && !(await secrets.get(secretName)) ? [id] : [],
    ),
  )
  return new Set(found.flat())
}

/** @throws `APP_NOT_FOUND` @internal */
export async function findApp(apps: AppStore, appId: string): Promise<AppRecord> {
  const record = await apps.get(appId)
  if (!record) throw new SkepError('APP_NOT_FOUND', 'This app does not exist any more.', { appId })
  return record
}

function summaryOf({
  app,
  revision,
  updatedAtMs,
}: AppRecord): Extract<AppEvent, { type: 'app_saved' }>['summary'] {
  const { id, name, description, icon, mode } = app
  return { id, name, description, mode, revision, updatedAtMs, ...(icon === undefined ? {} : { icon }) }
}
