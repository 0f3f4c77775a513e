import type { App, Issue, JsonObject, Result } from '@skep/schema'
import type { ImportReport } from '@skep/schema/dify'

export type { ImportReport } from '@skep/schema/dify'

/** A stored app. `revision` counts saves from 1. @public */
export interface AppRecord {
  readonly app: App
  readonly revision: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** @public */
export interface AppSummary {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly icon?: string
  readonly mode: App['mode']
  readonly revision: number
  readonly updatedAtMs: number
}

/** A kept state of an app. @public */
export interface AppVersion {
  readonly id: string
  readonly appId: string
  readonly number: number
  readonly name: string
  readonly note: string
  readonly app: App
  readonly createdAtMs: number
}

/** @public */
export type AppEvent =
  | { readonly type: 'app_saved'; readonly summary: AppSummary }
  | { readonly type: 'app_removed'; readonly appId: string }

/** @public */
export interface AppsApi {
  list(): Promise<readonly AppSummary[]>
  /** @throws `APP_NOT_FOUND` */
  get(appId: string): Promise<AppRecord>
  /**
   * Saves an app over the revision it was based on; `null` for a new one.
   * Values of secret variables go to the secret store and never into the saved app.
   * @throws `APP_CONFLICT` with `{ currentRevision }` when somebody saved in between; nothing is written.
   */
  save(app: App, options: { readonly baseRevision: number | null }): Promise<AppRecord>
  /** Stops its runs and removes the app with its versions, conversations and runs. Secrets stay. */
  remove(appId: string): Promise<void>
  versions(appId: string): Promise<readonly AppVersion[]>
  /** Keeps the stored state of the app under a name. */
  publish(appId: string, input: { readonly name: string; readonly note?: string }): Promise<AppVersion>
  /**
   * Checks an app against what this client has: node types, models and their keys, knowledge bases, tools. Code and
   * templates are read, and nothing is run; Python is read only once some code node in Python has run here, for its
   * interpreter is large.
   */
  validate(app: App): Promise<readonly Issue[]>
  /** Reads a Dify file. Nothing is saved. Never runs anything. */
  importDify(
    text: string,
  ): Promise<Result<{ readonly app: App; readonly report: ImportReport; readonly secrets: JsonObject }>>
  exportDify(app: App, options?: { readonly includeSecrets?: boolean }): Promise<string>
  /** Tells of every change of apps in this namespace, in other tabs too. */
  watch(listener: (event: AppEvent) => void): () => void
}
