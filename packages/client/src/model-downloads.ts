import type { ErrorData } from '@skep/schema'
import type { Unsubscribe } from './knowledge.ts'
import type { ModelRef } from './model-settings.ts'

/** A model whose files this browser keeps, or could. @public */
export interface ModelDownload {
  readonly provider: string
  readonly model: string
  readonly label: string
  readonly state: 'absent' | 'queued' | 'running' | 'paused' | 'ready' | 'failed'
  /** What this browser has of it. */
  readonly loadedBytes: number
  /** Absent while unknown. */
  readonly totalBytes?: number
  /** False: a pause gives up what was loaded. */
  readonly canResume: boolean
  /** Why it failed. */
  readonly error?: ErrorData
}

/** Where models that run in this browser would run, in the order of preference. @public */
export interface DeviceReport {
  readonly chosen: 'webgpu' | 'wasm' | 'remote' | 'extractive'
  /** Everything that was looked at, the best first. */
  readonly steps: readonly {
    readonly device: 'webgpu' | 'wasm' | 'remote' | 'extractive'
    readonly isUsable: boolean
    /** Stable, for programs: `adapter-answered`, `no-adapter`, `adapter-silent`, `no-api`, `no-simd`, `no-provider` ... */
    readonly reason: string
    /** One sentence for people. */
    readonly message: string
    readonly hasShaderF16?: boolean
    readonly threads?: number
  }[]
}

/** Downloads of models. All resolve at once; what happens is told by `watchDownloads`. @public */
export interface ModelDownloadsApi {
  /** All models that can be kept here, with what is kept of each. */
  downloads(): Promise<readonly ModelDownload[]>
  /** Starts, or goes on after a pause. @throws `MODEL_CAPABILITY` when nothing is to be downloaded for this model. */
  startDownload(ref: ModelRef): Promise<void>
  pauseDownload(ref: ModelRef): Promise<void>
  /** Stops and deletes what was loaded. */
  cancelDownload(ref: ModelRef): Promise<void>
  deleteDownload(ref: ModelRef): Promise<void>
  /** Tells of each change of one download. */
  watchDownloads(listener: (download: ModelDownload) => void): Unsubscribe
  /** Looks what this browser can do; asked anew each time. */
  probe(): Promise<DeviceReport>
}
