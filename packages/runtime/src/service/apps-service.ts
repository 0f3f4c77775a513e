import type { AppEvent, AppRecord, AppsApi, KnowledgeApi, ModelsApi } from '@skep/client'
import type { AppStore, VersionStore } from '@skep/engine'
import { type App, type NodeDefinition, parseApp, SkepError, validate } from '@skep/schema'
import { Emitter } from './emitter.ts'

interface AppsServiceOptions {
  readonly apps: AppStore
  readonly versions: VersionStore
  readonly models: ModelsApi
  readonly knowledge: KnowledgeApi
  readonly nodes: readonly NodeDefinition[]
  readonly codeLanguages: readonly string[]
  readonly secrets: { get(name: string): Promise<string | null> }
}

/** Apps and their versions over the stores; import and export load the YAML part when first used. @internal */
export function createAppsService(
  options: AppsServiceOptions,
): AppsApi & { load(appId: string): Promise<App> } {
  const { apps, versions } = options
  const emitter = new Emitter<AppEvent>()

  async function get(appId: string): Promise<AppRecord> {
    const record = await apps.get(appId)
    if (!record) throw new SkepError('APP_NOT_FOUND', 'This app does not exist any more.', { appId })
    return record
  }

  return {
    list: () => apps.list(),
    get,
    load: async (appId) => (await get(appId)).app,
    async save(app, { baseRevision }) {
      const checked = parseApp(app)
      if (!checked.ok) throw new SkepError(checked.error.code, checked.error.message, checked.error.data)
      const record = await apps.save(checked.value, baseRevision)
      emitter.emit({ type: 'app_saved', summary: summaryOf(record) })
      return record
    },
    async remove(appId) {
      await apps.remove(appId)
      await versions.removeAll(appId)
      emitter.emit({ type: 'app_removed', appId })
    },
    versions: (appId) => versions.list(appId),
    async publish(appId, { name, note = '' }) {
      const { app } = await get(appId)
      return versions.add({ id: crypto.randomUUID(), appId, name, note, app, createdAtMs: Date.now() })
    },
    async validate(app) {
      const [models, bases] = await Promise.all([options.models.list(), options.knowledge.list()])
      return validate(app, {
        nodes: options.nodes,
        models,
        knowledge: bases,
        codeLanguages: options.codeLanguages,
      })
    },
    async importDify(text) {
      const { importDify } = await import('./dify.ts')
      return importDify(text)
    },
    async exportDify(app, { includeSecrets = false } = {}) {
      const { exportDify } = await import('./dify.ts')
      const names = includeSecrets
        ? app.environmentVariables.flatMap(({ secretName }) => secretName ?? [])
        : []
      const values = await Promise.all(
        names.map(async (name) => [name, (await options.secrets.get(name)) ?? ''] as const),
      )
      return exportDify(app, { includeSecrets, secrets: Object.fromEntries(values) })
    },
    watch: (listener) => emitter.listen(listener),
  }
}

function summaryOf({
  app,
  revision,
  updatedAtMs,
}: AppRecord): Extract<AppEvent, { type: 'app_saved' }>['summary'] {
  const { id, name, description, icon, mode } = app
  return { id, name, description, mode, revision, updatedAtMs, ...(icon === undefined ? {} : { icon }) }
}
