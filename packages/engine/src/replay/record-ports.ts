import type { JsonObject, JsonValue } from '@skep/schema'
import type { EnginePorts } from '../ports/ports.ts'
import { methodsOf, PORT_NAMES, valuesOf } from './port-methods.ts'
import type { Recorder } from './recorder.ts'
import type { Recording } from './recording.ts'
import { createDeferred, type Deliveries } from './turns.ts'
import { encodeValue } from './values.ts'

type Method = (...args: readonly unknown[]) => unknown

/** A port by its methods, as recording and replay look at it. */
type AnyPort = Readonly<Record<string, unknown>>

/** What ports there are, so that a replayed run finds the same. @internal */
export function describePorts(ports: EnginePorts): Recording['ports'] {
  return Object.fromEntries(
    PORT_NAMES.flatMap((name) => {
      const port = ports[name] as AnyPort | undefined // read by the names of its methods
      if (!port) return []
      const methods = methodsOf(name).filter((method) => typeof port[method] === 'function')
      const values: JsonObject = Object.fromEntries(
        valuesOf(name).map((field): [string, JsonValue] => [field, encodeValue(port[field])]),
      )
      return [[name, { methods, values }]]
    }),
  )
}

/**
 * Ports that do what the given ones do, and tell `recorder`. What they give comes one at a time, each in a turn of its
 * own, so that the order in which it came says everything.
 * @internal
 */
export function recordPorts(ports: EnginePorts, recorder: Recorder, deliveries: Deliveries): EnginePorts {
  const wrapped = Object.entries(describePorts(ports)).map(([name, { methods }]) => {
    const port = ports[name as keyof EnginePorts] as unknown as AnyPort // described above
    const values = Object.fromEntries(
      valuesOf(name as (typeof PORT_NAMES)[number]).map((field) => [field, port[field]]), // as above
    )
    return [
      name,
      {
        ...values,
        ...Object.fromEntries(methods.map((method) => [method, recordMethod(name, method, port)])),
      },
    ]
  })
  return {
    ...Object.fromEntries(wrapped),
    clock: {
      now: () => recorder.addTime(ports.clock.now()),
      sleep: recordMethod(
        'clock',
        'sleep',
        ports.clock as unknown as AnyPort,
      ) as EnginePorts['clock']['sleep'], // the same method
    },
    random: {
      id: () => recorder.addId(ports.random.id()),
      random: () => recorder.addRandom(ports.random.random()),
    },
  }

  function recordMethod(port: string, method: string, target: AnyPort): Method {
    const isSecret = port === 'secrets'
    return (...args) => {
      let call = -1
      let result: unknown
      try {
        const work = target[method] as Method // described, or the clock's
        result = work.apply(
          target,
          args.map((arg) => recordCallbacks(arg, () => call)),
        )
      } catch (error) {
        result = Promise.reject(error)
      }
      if (isStream(result)) {
        call = recorder.addCall({ port, method, kind: 'stream' })
        return recordStream(call, result)
      }
      if (!isPromise(result)) {
        call = recorder.addCall({ port, method, kind: 'value', value: encodeValue(result) })
        return result
      }
      call = recorder.addCall({ port, method, kind: 'promise' })
      const { promise, resolve, reject } = createDeferred<unknown>()
      result.then(
        (value) =>
          deliveries.add(() => {
            if (isSecret) recorder.addSecret(call, String(value))
            else recorder.addValue(call, value)
            resolve(value)
          }),
        (error: unknown) =>
          deliveries.add(() => {
            recorder.addError(call, error)
            reject(error)
          }),
      )
      return promise
    }
  }

  /** Functions among the options of a call come back into the run, too. */
  function recordCallbacks(arg: unknown, callOf: () => number): unknown {
    if (typeof arg !== 'object' || arg === null || Object.getPrototypeOf(arg) !== Object.prototype) return arg
    const functions = Object.entries(arg).filter(([, value]) => typeof value === 'function')
    if (functions.length === 0) return arg
    const recorded = functions.map(([name, work]: [string, Method]) => [
      name,
      (...args: readonly unknown[]) =>
        deliveries.add(() => {
          recorder.addCallback(callOf(), name, args)
          work(...args)
        }),
    ])
    return { ...arg, ...Object.fromEntries(recorded) }
  }

  function recordStream(call: number, source: AsyncIterable<unknown>): AsyncIterable<unknown> {
    return {
      [Symbol.asyncIterator]() {
        const iterator = source[Symbol.asyncIterator]()
        return {
          next() {
            const { promise, resolve, reject } = createDeferred<IteratorResult<unknown>>()
            iterator.next().then(
              (step) =>
                deliveries.add(() => {
                  if (step.done) recorder.add({ call, isEnd: true })
                  else recorder.addPart(call, step.value)
                  resolve(step)
                }),
              (error: unknown) =>
                deliveries.add(() => {
                  recorder.addError(call, error)
                  reject(error)
                }),
            )
            return promise
          },
          // Nobody waits for a stream that is left.
          async return() {
            iterator.return?.()?.catch(() => undefined)
            return { done: true, value: undefined }
          },
        }
      },
    }
  }
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
