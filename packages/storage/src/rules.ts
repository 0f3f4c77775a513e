import type { AppRecord, AppSummary, StorageReport } from '@skep/client'
import type { App } from '@skep/schema'
import { SkepError } from '@skep/schema'
import type { StoreSet } from './stores.ts'

/** What a list shows of a stored app. */
export function summarize({ app, revision, updatedAtMs }: AppRecord): AppSummary {
  return {
    id: app.id,
    name: app.name,
    description: app.description,
    ...(app.icon === undefined ? {} : { icon: app.icon }),
    mode: app.mode,
    revision,
    updatedAtMs,
  }
}

/** The record that a save leaves, or `APP_CONFLICT`. Every store of apps decides by this one rule. */
export function nextRecord(
  current: AppRecord | undefined,
  app: App,
  baseRevision: number | null,
  nowMs: number,
): AppRecord {
  const currentRevision = current?.revision ?? null
  if (currentRevision !== baseRevision) {
    throw new SkepError(
      'APP_CONFLICT',
      currentRevision === null
        ? 'This app was deleted somewhere else. Save it as a new app to keep your changes.'
        : 'This app was changed somewhere else. Compare both states before you save.',
      { currentRevision },
    )
  }
  return {
    app,
    revision: (current?.revision ?? 0) + 1,
    createdAtMs: current?.createdAtMs ?? nowMs,
    // A clock that was set back must not make a save look older than the one before it.
    updatedAtMs: Math.max(nowMs, current?.updatedAtMs ?? 0),
  }
}

/** What the browser says about room, or the sizes of stored files and documents where it says nothing. */
export async function measureStorage(
  namespace: string,
  stores: Pick<StoreSet, 'knowledge'>,
  fileBytes: () => Promise<number>,
  storage: StorageManager | undefined,
): Promise<StorageReport> {
  const [estimate, isPersistent] = await Promise.all([storage?.estimate?.(), storage?.persisted?.()])
  return {
    namespace,
    usedBytes: estimate?.usage ?? (await fileBytes()) + (await documentBytes(stores)),
    ...(estimate?.quota === undefined ? {} : { quotaBytes: estimate.quota }),
    isPersistent: isPersistent ?? false,
  }
}

async function documentBytes({ knowledge }: Pick<StoreSet, 'knowledge'>): Promise<number> {
  const bases = await knowledge.bases()
  const documents = await Promise.all(bases.map((base) => knowledge.documents(base.id)))
  return documents.flat().reduce((sum, document) => sum + document.sizeBytes, 0)
}
