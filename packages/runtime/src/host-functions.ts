import { SkepError, toErrorData } from '@skep/schema'
import type { Outbox } from './outbox.ts'
import { replyWith } from './reply.ts'
import type { HostApi } from './wire.ts'

/** A function of the host page that the worker may call by name. @internal */
export interface HostFunction {
  readonly call?: (...args: readonly unknown[]) => unknown
  readonly stream?: (args: readonly unknown[], signal: AbortSignal) => AsyncIterable<unknown>
}

/**
 * The page's side of the host's own functions. What they stream goes back in parcels, because an async generator
 * cannot cross. An error without one of our codes becomes `HOST_FUNCTION_FAILED`.
 * @internal
 */
export function createHostApi(
  functions: ReadonlyMap<string, HostFunction>,
  outbox: Outbox,
): HostApi & { abortAll(): void } {
  const open = new Map<number, AbortController>()

  async function pump(id: number, items: AsyncIterable<unknown>): Promise<void> {
    try {
      for await (const item of items) {
        if (!open.has(id)) return
        outbox.push(id, item)
      }
      outbox.end(id, { ok: true, value: undefined })
    } catch (error) {
      outbox.end(id, { ok: false, error: toErrorData(error, 'HOST_FUNCTION_FAILED') })
    } finally {
      open.delete(id)
    }
  }

  function find(name: string): HostFunction {
    const found = functions.get(name)
    if (!found) throw new SkepError('CALL_INVALID', `The page has no function named ${name}.`, { name })
    return found
  }

  return {
    async call(_id, name, args) {
      const reply = await replyWith(async () => {
        const { call } = find(name)
        if (!call) throw new SkepError('CALL_INVALID', `${name} is a stream.`, { name })
        try {
          return await call(...args)
        } catch (error) {
          const data = toErrorData(error, 'HOST_FUNCTION_FAILED')
          throw new SkepError(data.code, data.message, data.data)
        }
      })
      return cloneable(reply) ? reply : { ok: false, error: notCloneable(name) }
    },
    stream(id, name, args) {
      return replyWith(() => {
        const { stream } = find(name)
        if (!stream) throw new SkepError('CALL_INVALID', `${name} is not a stream.`, { name })
        const controller = new AbortController()
        open.set(id, controller)
        void pump(id, stream(args, controller.signal))
      })
    },
    abort(id) {
      open.get(id)?.abort()
      open.delete(id)
    },
    /** The worker is gone: nobody reads what is being streamed. */
    abortAll() {
      for (const controller of open.values()) controller.abort()
      open.clear()
    },
  }
}

function cloneable(value: unknown): boolean {
  try {
    structuredClone(value)
    return true
  } catch {
    return false
  }
}

function notCloneable(name: string): ReturnType<typeof toErrorData> {
  return {
    code: 'HOST_FUNCTION_FAILED',
    message: `The page's function ${name} returned something that cannot be sent to the worker. Return plain data.`,
    data: { name },
  }
}
