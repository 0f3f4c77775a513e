const MOST_WORKERS = 4
/** A session takes its weights about three times: the file, the prepared weights, what it computes with. */
const MEMORY_PER_MODEL_BYTE = 3
/** The runtime itself, the library and the heap of a worker. */
const MEMORY_PER_WORKER_BYTES = 64 * 2 ** 20
/** Of the memory of the device. */
const MEMORY_SHARE = 0.25

/** What decides how many workers embed. @internal */
export interface WorkerCountOptions {
  /** The setting: a number that a person chose, or `auto`. */
  readonly wanted: 'auto' | number
  readonly cores: number
  readonly deviceMemoryBytes: number
  /** Size of the model's files; 0 where nobody knows. */
  readonly modelBytes: number
  /** Whether the runtime spreads one model over several threads by itself. */
  readonly hasThreads: boolean
}

/**
 * How many workers embed beside this realm: one for each core but one, at most 4, and no more than a quarter of the
 * device's memory holds. None where that leaves one: it would only take the place of this realm.
 * @internal
 */
export function workerCount(options: WorkerCountOptions): number {
  const { wanted, cores, deviceMemoryBytes, modelBytes, hasThreads } = options
  if (wanted !== 'auto') return wanted
  if (hasThreads || modelBytes === 0) return 0
  const bytesEach = MEMORY_PER_WORKER_BYTES + MEMORY_PER_MODEL_BYTE * modelBytes
  const fitting = Math.floor((MEMORY_SHARE * deviceMemoryBytes) / bytesEach)
  const count = Math.min(cores - 1, MOST_WORKERS, fitting)
  return count < 2 ? 0 : count
}

/** What this realm knows of its device. Browsers that do not tell their memory are taken to have 4 GiB. @internal */
export function readDevice(): Pick<WorkerCountOptions, 'cores' | 'deviceMemoryBytes' | 'hasThreads'> {
  const { hardwareConcurrency = 1, deviceMemory = 4 } = navigator as Navigator & {
    readonly deviceMemory?: number // Chromium only, hence not in the types
  }
  return {
    cores: hardwareConcurrency,
    deviceMemoryBytes: deviceMemory * 2 ** 30,
    hasThreads: globalThis.crossOriginIsolated === true,
  }
}
