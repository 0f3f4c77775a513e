import type { DeviceReport } from '@skep/client'

type Step = DeviceReport['steps'][number]

/** @public */
export interface ProbeOptions {
  /** Devices that a provider here can use; one that nobody uses is not chosen. Default: both. */
  readonly devices?: readonly ('webgpu' | 'wasm')[]
  /** Whether a connection to a model elsewhere is set up. */
  readonly hasRemote?: boolean
  /** A driver that is stuck never answers. Default 5,000. */
  readonly timeoutMs?: number
  /** Whether WebGPU in software counts; it is slower than WASM. Default false. */
  readonly allowsSoftware?: boolean
  /** What is looked at; default: this realm. */
  readonly realm?: ProbedRealm
}

/** The globals that tell what a browser can do. @public */
export interface ProbedRealm {
  readonly navigator?: { readonly gpu?: unknown; readonly hardwareConcurrency?: number } | undefined
  readonly crossOriginIsolated?: boolean | undefined
  readonly isSecureContext?: boolean | undefined
  readonly WebAssembly?: { validate(bytes: Uint8Array<ArrayBuffer>): boolean } | undefined
}

// A module with one function that makes a 128-bit vector: valid only where SIMD is known.
const SIMD_MODULE = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0],
  ...[65, 0, 253, 15, 253, 98, 11],
)

/**
 * Where a model would run here: WebGPU whose device really answers, else WASM, else a connection, else quotes.
 * Never throws.
 * @public
 */
export async function probeDevices(options: ProbeOptions = {}): Promise<DeviceReport> {
  const realm: ProbedRealm = options.realm ?? globalThis
  const { devices = ['webgpu', 'wasm'] } = options
  const steps: readonly Step[] = [
    devices.includes('webgpu') ? await probeWebGpu(options) : unused('webgpu'),
    devices.includes('wasm') ? probeWasm(realm) : unused('wasm'),
    options.hasRemote === true
      ? step('remote', true, 'connected', 'A connection to a model elsewhere is set up.')
      : step('remote', false, 'no-connection', 'No connection to a model elsewhere is set up.'),
    step('extractive', true, 'always', 'Answers can quote the documents without any language model.'),
  ]
  return { chosen: steps.find(({ isUsable }) => isUsable)?.device ?? 'extractive', steps }
}

/** Asks for an adapter and a device, and lets it do nothing once. Never throws. @public */
export async function probeWebGpu(options: ProbeOptions = {}): Promise<Step> {
  const realm: ProbedRealm = options.realm ?? globalThis
  const gpu = realm.navigator?.gpu
  if (!hasMethod(gpu, 'requestAdapter')) {
    return realm.isSecureContext === false
      ? step('webgpu', false, 'not-secure', 'Browsers offer the graphics card to https pages only.')
      : step('webgpu', false, 'no-api', 'This browser does not offer the graphics card to web pages.')
  }
  const look = async (): Promise<Step> => {
    const adapter = await gpu.requestAdapter()
    // `navigator.gpu` is there even where no adapter is.
    if (!hasMethod(adapter, 'requestDevice'))
      return step('webgpu', false, 'no-adapter', 'This device has no graphics card that web pages can use.')
    if (isSoftware(adapter) && options.allowsSoftware !== true)
      return step('webgpu', false, 'software-adapter', 'The graphics card is imitated in software here.')
    const device = await adapter.requestDevice()
    const queue: unknown = isObject(device) ? Reflect.get(device, 'queue') : undefined
    if (hasMethod(queue, 'onSubmittedWorkDone')) await queue.onSubmittedWorkDone()
    if (hasMethod(device, 'destroy')) device.destroy()
    const features: unknown = Reflect.get(adapter, 'features')
    const hasShaderF16 = hasMethod(features, 'has') && features.has('shader-f16') === true
    return {
      ...step('webgpu', true, 'adapter-answered', 'Models run on the graphics card of this device.'),
      hasShaderF16,
    }
  }
  const failed = step('webgpu', false, 'adapter-failed', 'The graphics card of this device failed to start.')
  const silent = step('webgpu', false, 'adapter-silent', 'The graphics card of this device does not answer.')
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<Step>((resolve) => {
    timer = setTimeout(() => resolve(silent), options.timeoutMs ?? 5_000)
  })
  try {
    return await Promise.race([look().catch(() => failed), timeout])
  } finally {
    clearTimeout(timer)
  }
}

function probeWasm(realm: ProbedRealm): Step {
  if (!realm.WebAssembly)
    return step('wasm', false, 'no-api', 'This browser does not run WebAssembly on this page.')
  if (!realm.WebAssembly.validate(SIMD_MODULE))
    return step(
      'wasm',
      false,
      'no-simd',
      'This browser is too old to run models (WebAssembly SIMD is missing).',
    )
  // Threads need SharedArrayBuffer, which only isolated pages have.
  const threads = realm.crossOriginIsolated ? Math.min(4, realm.navigator?.hardwareConcurrency ?? 1) : 1
  const reason = threads > 1 ? 'simd-threads' : 'simd'
  return { ...step('wasm', true, reason, 'Models run on the processor of this device.'), threads }
}

function unused(device: 'webgpu' | 'wasm'): Step {
  const what = device === 'webgpu' ? 'on the graphics card' : 'on the processor'
  return step(
    device,
    false,
    'no-provider',
    `This site brings nothing that runs models ${what} of this device.`,
  )
}

function step(device: Step['device'], isUsable: boolean, reason: string, message: string): Step {
  return { device, isUsable, reason, message }
}

function isSoftware(adapter: object): boolean {
  const info: unknown = Reflect.get(adapter, 'info')
  return (
    Reflect.get(adapter, 'isFallbackAdapter') === true ||
    (isObject(info) && Reflect.get(info, 'isFallbackAdapter') === true)
  )
}

function hasMethod<N extends string>(
  value: unknown,
  name: N,
): value is object & Record<N, (...given: unknown[]) => unknown> {
  return isObject(value) && typeof Reflect.get(value, name) === 'function'
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
