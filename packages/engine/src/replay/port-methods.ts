import type { EnginePorts } from '../ports/ports.ts'

type RecordedPorts = Required<Omit<EnginePorts, 'clock' | 'random'>>

type MethodsOf<Port> = {
  readonly [Name in keyof Required<Port> as Required<Port>[Name] extends (...args: never) => unknown
    ? Name
    : never]: true
}

/** All that the engine may call, so that a new method cannot be forgotten. Clock and randomness are recorded apart. */
const METHODS: { readonly [Port in keyof RecordedPorts]: MethodsOf<RecordedPorts[Port]> } = {
  models: { chat: true },
  retriever: { retrieve: true, describe: true },
  documentText: { extractText: true },
  code: { run: true },
  http: { fetch: true },
  tools: { call: true, find: true },
  files: { get: true, read: true, put: true },
  conversations: { messages: true, variables: true, saveVariables: true },
  runs: { appendEvents: true },
  secrets: { resolve: true },
  subApps: { load: true },
  forms: { deliver: true },
  checkpoints: { append: true },
  moderation: { check: true },
  annotations: { find: true },
  memory: { read: true, write: true },
}

/** Fields of ports that are no methods. */
const VALUES: Readonly<Partial<Record<string, readonly string[]>>> = { code: ['languages'] }

/** @internal */
export const PORT_NAMES: readonly (keyof RecordedPorts)[] = Object.keys(METHODS) as (keyof RecordedPorts)[] // its own keys

/** @internal */
export function methodsOf(port: keyof RecordedPorts): readonly string[] {
  return Object.keys(METHODS[port])
}

/** @internal */
export function valuesOf(port: keyof RecordedPorts): readonly string[] {
  return VALUES[port] ?? []
}
