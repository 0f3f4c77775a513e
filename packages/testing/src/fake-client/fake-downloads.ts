import type { ModelDownload, ModelDownloadsApi, ModelRef } from '@skep/client'
import { type FakeWorld, Listeners } from './fake-world.ts'

const STEPS = 10

/** Downloads that go on by themselves once they are started. @internal */
export function createFakeDownloads(world: FakeWorld): Omit<ModelDownloadsApi, 'probe'> {
  const { downloads: scripted = [], downloadMs = 900, downloadError } = world.script
  const downloads = scripted.map((download) => ({ current: download, round: 0 }))
  const changes = new Listeners<ModelDownload>()
  type Download = (typeof downloads)[number]

  function find(ref: ModelRef): Download {
    return (
      downloads.find(({ current }) => current.provider === ref.provider && current.model === ref.model) ??
      world.fail({
        code: 'MODEL_CAPABILITY',
        message: `There is nothing to download for "${ref.model}".`,
        data: {},
      })
    )
  }

  function change(download: Download, next: Partial<ModelDownload>): void {
    download.current = { ...download.current, ...next }
    changes.emit(download.current)
  }

  function start(ref: ModelRef): void {
    const download = find(ref)
    download.round += 1
    const { round } = download
    const { error: _, ...before } = download.current
    const { totalBytes = 50_000_000 } = before
    download.current = { ...before, totalBytes }
    change(download, { state: 'running' })
    const failure = downloadError?.(ref)
    const step = (): void => {
      if (download.round !== round) return
      const loadedBytes = Math.min(totalBytes, download.current.loadedBytes + Math.ceil(totalBytes / STEPS))
      if (failure && loadedBytes >= totalBytes / 2) {
        change(download, { state: 'failed', error: failure })
        return
      }
      const isDone = loadedBytes === totalBytes
      change(download, { loadedBytes, state: isDone ? 'ready' : 'running' })
      if (!isDone) world.later(downloadMs / STEPS, step)
    }
    world.later(downloadMs / STEPS, step)
  }

  function stop(ref: ModelRef, next: Partial<ModelDownload>): void {
    const download = find(ref)
    download.round += 1
    change(download, next)
  }

  const nothing = { state: 'absent', loadedBytes: 0 } as const
  return {
    downloads: () => world.call('models.downloads', () => downloads.map(({ current }) => current)),
    startDownload: (ref) => world.call('models.startDownload', () => start(ref)),
    pauseDownload: (ref) => world.call('models.pauseDownload', () => stop(ref, { state: 'paused' })),
    cancelDownload: (ref) => world.call('models.cancelDownload', () => stop(ref, nothing)),
    deleteDownload: (ref) => world.call('models.deleteDownload', () => stop(ref, nothing)),
    watchDownloads: changes.add,
  }
}
