import type { EnginePorts } from '../ports/ports.ts'
import type { Recording } from './recording.ts'
import type { Replayer } from './replayer.ts'
import { decodeValue } from './values.ts'

/** Ports that need nothing from outside: all that they give was recorded. @internal */
export function replayPorts({ ports }: Recording, replayer: Replayer): EnginePorts {
  const replayed = Object.entries(ports).map(([name, { methods, values }]) => [
    name,
    {
      ...Object.fromEntries(Object.entries(values).map(([field, value]) => [field, decodeValue(value)])),
      ...Object.fromEntries(
        methods.map((method) => [method, (...args: readonly unknown[]) => replayer.call(name, method, args)]),
      ),
    },
  ])
  return {
    ...Object.fromEntries(replayed),
    clock: {
      now: () => replayer.now(),
      // The recorded one was a promise.
      sleep: (...args) => replayer.call('clock', 'sleep', args) as Promise<void>,
    },
    random: { id: () => replayer.id(), random: () => replayer.random() },
  }
}
