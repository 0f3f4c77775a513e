import { describe, expect, it } from 'vitest'
import { type ProbedRealm, probeDevices } from './probe.ts'

const never = new Promise<never>(() => undefined)
const device = { queue: { onSubmittedWorkDone: async () => undefined }, destroy: () => undefined }
const adapter = {
  features: new Set(['shader-f16']),
  info: { isFallbackAdapter: false },
  requestDevice: async () => device,
}

function realm(gpu: unknown, more: Partial<ProbedRealm> = {}): ProbedRealm {
  return { navigator: { gpu, hardwareConcurrency: 8 }, WebAssembly, ...more }
}

async function look(gpu: unknown, more: Partial<ProbedRealm> = {}, hasRemote = false): Promise<string> {
  const { chosen, steps } = await probeDevices({ realm: realm(gpu, more), timeoutMs: 20, hasRemote })
  return `${chosen}: ${steps.map(({ isUsable, reason }) => `${isUsable ? '+' : '-'}${reason}`).join(' ')}`
}

describe('the choice of a device', () => {
  it('is the graphics card when its device answers', async () => {
    const { chosen, steps } = await probeDevices({ realm: realm({ requestAdapter: async () => adapter }) })
    expect(chosen).toBe('webgpu')
    expect(steps[0]).toEqual({
      device: 'webgpu',
      isUsable: true,
      reason: 'adapter-answered',
      message: 'Models run on the graphics card of this device.',
      hasShaderF16: true,
    })
  })

  it.each([
    ['no interface', undefined, 'no-api'],
    ['no adapter', { requestAdapter: async () => null }, 'no-adapter'],
    ['an adapter that never comes', { requestAdapter: () => never }, 'adapter-silent'],
    [
      'a device that never comes',
      { requestAdapter: async () => ({ ...adapter, requestDevice: () => never }) },
      'adapter-silent',
    ],
    [
      'a queue that never ends',
      {
        requestAdapter: async () => ({
          ...adapter,
          requestDevice: async () => ({ queue: { onSubmittedWorkDone: () => never } }),
        }),
      },
      'adapter-silent',
    ],
    ['a driver that fails', { requestAdapter: () => Promise.reject(new Error('x')) }, 'adapter-failed'],
    [
      'an imitation in software',
      { requestAdapter: async () => ({ ...adapter, info: { isFallbackAdapter: true } }) },
      'software-adapter',
    ],
  ])('is the processor with %s, and says why', async (_what, gpu, reason) => {
    expect(await look(gpu)).toBe(`wasm: -${reason} +simd -no-connection +always`)
  })

  it('counts threads on isolated pages only', async () => {
    const { steps } = await probeDevices({ realm: realm(undefined, { crossOriginIsolated: true }) })
    expect(steps[1]).toMatchObject({ reason: 'simd-threads', threads: 4 })
    expect(await look(undefined, { isSecureContext: false })).toContain('-not-secure +simd ')
  })

  it('is a connection, then quotes, where nothing runs here', async () => {
    const old = { WebAssembly: { validate: () => false } }
    expect(await look(undefined, old, true)).toBe('remote: -no-api -no-simd +connected +always')
    expect(await look(undefined, { WebAssembly: undefined })).toBe(
      'extractive: -no-api -no-api -no-connection +always',
    )
  })

  it('looks at this realm by itself', async () => {
    expect((await probeDevices()).steps.find(({ device }) => device === 'wasm')).toMatchObject({
      isUsable: true,
      reason: 'simd',
    })
  })
})
