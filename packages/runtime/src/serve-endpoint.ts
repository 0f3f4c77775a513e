import type { ModelCallOptions, ModelRequest } from '@skep/client'
import { SkepError, toErrorData } from '@skep/schema'
import * as Comlink from 'comlink'
import { type HostLink, type HostLinkEnd, openHostLink } from './host-link.ts'
import { Outbox } from './outbox.ts'
import { replyWith } from './reply.ts'
import {
  type Groups,
  type HostOptions,
  METHODS,
  MODEL_CALLS,
  TOPICS,
  type Topic,
  type WorkerApi,
} from './wire.ts'

/** What stands behind the wire. @internal */
export interface Service extends Groups {
  close(): Promise<void>
}

/** @internal */
export type CreateService = (options: HostOptions, host: HostLink) => Promise<Service>

/** @internal */
export interface Served {
  /** Ends the service, also one that is still being made, and writes what it has. */
  close(): Promise<void>
}

/**
 * Answers a page's calls from one service. Checks the shape of what comes in: only known methods with an array of
 * arguments reach the service.
 * @internal
 */
export function serveEndpoint(endpoint: Comlink.Endpoint, createService: CreateService): Served {
  let service: Promise<Service> | undefined
  let outbox: Outbox | undefined
  let host: HostLinkEnd | undefined
  let closing: Promise<void> | undefined
  // `null`: asked for, but not listening yet.
  const subscriptions = new Map<number, (() => void) | null>()

  function ready(): Promise<Service> {
    if (!service) throw invalid('The worker was called before it was started.')
    return service
  }

  const api: WorkerApi = {
    init(options, events, hostPort) {
      return replyWith(async () => {
        if (service) throw invalid('The worker is started already.')
        const link = openHostLink(hostPort, options.hostFunctions)
        host = link
        events.onmessage = (message) => link.receive(message.data)
        outbox = new Outbox((parcel) => events.postMessage(parcel))
        service = createService(options, link)
        await service
      })
    },
    call(_id, method, args) {
      return replyWith(async () => {
        const [group, name] = splitMethod(method)
        if (!Array.isArray(args)) throw invalid(`The arguments of ${method} are not a list.`)
        const target = (await ready())[group]
        const work = (target as unknown as Record<string, (...args: readonly unknown[]) => unknown>)[name] // in METHODS
        return work?.apply(target, [...args])
      })
    },
    subscribe(id, topic, args) {
      return replyWith(async () => {
        if (!(TOPICS as readonly string[]).includes(topic)) throw invalid(`There is no topic ${topic}.`)
        if (!Array.isArray(args)) throw invalid(`The arguments of ${topic} are not a list.`)
        subscriptions.set(id, null)
        try {
          const target = await ready()
          if (!subscriptions.has(id)) return // the reader left before the service was ready
          subscriptions.set(id, listen(target, topic as Topic, args, id)) // checked above
        } catch (error) {
          subscriptions.delete(id)
          throw error
        }
      })
    },
    unsubscribe(id) {
      subscriptions.get(id)?.()
      subscriptions.delete(id)
    },
    ping: () => true,
    close,
  }

  function close(): Promise<void> {
    closing ??= end()
    return closing
  }

  async function end(): Promise<void> {
    const made = await service?.catch(() => undefined) // the page has been told why it could not be made
    await made
      ?.close()
      .catch((error: unknown) => console.warn('Skep could not end cleanly.', toErrorData(error).code))
    for (const stop of subscriptions.values()) stop?.()
    subscriptions.clear()
    outbox?.flush()
    outbox?.close()
    host?.close()
  }

  function listen(target: Service, topic: Topic, args: readonly unknown[], id: number): () => void {
    const push = (item: unknown): void => outbox?.push(id, item)
    switch (topic) {
      case 'apps.watch':
        return target.apps.watch(push)
      case 'knowledge.watch':
        return target.knowledge.watch(push)
      case 'models.watchDownloads':
        return target.models.watchDownloads(push)
      case 'models.chat': {
        const [request] = args
        if (typeof request !== 'object' || request === null) throw invalid('A question is an object.')
        const controller = new AbortController()
        const answer = target.models.chat(request as ModelRequest, { signal: controller.signal }) // the service checks what it uses
        void pump(id, answer)
        return () => controller.abort()
      }
      case 'models.once': {
        const [name, request] = args
        const method = MODEL_CALLS.find((each) => each === name)
        if (!method || typeof request !== 'object' || request === null)
          throw invalid('A question is an object.')
        const controller = new AbortController()
        const ask = target.models[method] as (request: object, how: ModelCallOptions) => Promise<unknown> // the service checks what it uses
        void pump(
          id,
          once(() => ask(request, { signal: controller.signal })),
        )
        return () => controller.abort()
      }
      case 'runs.events': {
        const [runId, after] = args
        if (typeof runId !== 'string') throw invalid('A run is named by its id.')
        const controller = new AbortController()
        const events = target.runs.events(runId, {
          after: typeof after === 'number' ? after : 0,
          signal: controller.signal,
        })
        void pump(id, events)
        return () => controller.abort()
      }
      case 'runs.replay': {
        const [runId] = args
        if (typeof runId !== 'string') throw invalid('A run is named by its id.')
        const controller = new AbortController()
        void pump(id, target.runs.replay(runId, { signal: controller.signal }))
        return () => controller.abort()
      }
      default:
        return topic satisfies never
    }
  }

  async function pump(id: number, items: AsyncIterable<unknown>): Promise<void> {
    try {
      for await (const item of items) outbox?.push(id, item)
      outbox?.end(id, { ok: true, value: undefined })
    } catch (error) {
      outbox?.end(id, { ok: false, error: toErrorData(error) })
    } finally {
      subscriptions.delete(id)
    }
  }

  Comlink.expose(api, endpoint)
  return { close }
}

function splitMethod(method: string): readonly [keyof Groups, string] {
  const [group, name] = String(method).split('.')
  if (group && name && Object.hasOwn(METHODS, group)) {
    const names: readonly string[] = METHODS[group as keyof Groups] // an own key of METHODS
    if (names.includes(name)) return [group as keyof Groups, name] // an own key of METHODS
  }
  throw invalid(`There is no method ${method}.`)
}

function invalid(message: string): SkepError {
  return new SkepError('CALL_INVALID', message)
}

async function* once<Value>(work: () => Promise<Value>): AsyncGenerator<Value, void, void> {
  yield await work()
}
