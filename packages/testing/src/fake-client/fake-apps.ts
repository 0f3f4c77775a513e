import type { AppEvent, AppRecord, AppSummary, AppsApi, AppVersion } from '@skep/client'
import type { App } from '@skep/schema'
import { type FakeWorld, Listeners } from './fake-world.ts'

/** @internal */
export function createFakeApps(world: FakeWorld): AppsApi {
  const records = new Map<string, AppRecord>()
  const versions = new Map<string, AppVersion[]>()
  const listeners = new Listeners<AppEvent>()
  for (const app of world.script.apps ?? []) {
    const atMs = world.now()
    records.set(app.id, { app, revision: 1, createdAtMs: atMs, updatedAtMs: atMs })
  }
  const find = (appId: string): AppRecord =>
    records.get(appId) ??
    world.fail({ code: 'APP_NOT_FOUND', message: 'This app is not here any more.', data: { appId } })

  return {
    list: () => world.call('apps.list', () => [...records.values()].map(summarise)),
    get: (appId) => world.call('apps.get', () => find(appId)),
    save: (app, { baseRevision }) =>
      world.call('apps.save', () => {
        const current = records.get(app.id)
        if ((current?.revision ?? null) !== baseRevision) {
          return world.fail({
            code: 'APP_CONFLICT',
            message: 'Somebody saved this app in between. Load it again before saving.',
            data: { currentRevision: current?.revision ?? null },
          })
        }
        const atMs = world.now()
        const record = {
          app,
          revision: (current?.revision ?? 0) + 1,
          createdAtMs: current?.createdAtMs ?? atMs,
          updatedAtMs: atMs,
        }
        records.set(app.id, record)
        listeners.emit({ type: 'app_saved', summary: summarise(record) })
        return record
      }),
    remove: (appId) =>
      world.call('apps.remove', () => {
        records.delete(appId)
        listeners.emit({ type: 'app_removed', appId })
      }),
    versions: (appId) => world.call('apps.versions', () => [...(versions.get(appId) ?? [])]),
    publish: (appId, input) =>
      world.call('apps.publish', () => {
        const kept = versions.get(appId) ?? []
        const version: AppVersion = {
          id: world.nextId('version'),
          appId,
          number: kept.length + 1,
          name: input.name,
          note: input.note ?? '',
          app: find(appId).app,
          createdAtMs: world.now(),
        }
        versions.set(appId, [...kept, version])
        return version
      }),
    validate: (app) => world.call('apps.validate', () => world.script.validate?.(app) ?? []),
    importDify: () =>
      world.call('apps.importDify', () => ({
        ok: false,
        error: { code: 'DSL_UNSUPPORTED', message: 'The fake client reads no files.', data: {} },
      })),
    exportDify: (app) =>
      world.call('apps.exportDify', () => JSON.stringify({ app: { name: app.name } }, null, 2)),
    watch: listeners.add,
  }
}

function summarise({ app, revision, updatedAtMs }: AppRecord): AppSummary {
  const { id, name, description, mode } = app
  return { id, name, description, mode, revision, updatedAtMs, ...iconOf(app) }
}

function iconOf(app: App): { readonly icon?: string } {
  return app.icon === undefined ? {} : { icon: app.icon }
}
