import type { ModelInfo, ModelRef } from '@skep/client'

/** One string for a model of a connection. @internal */
export function keyOf({ provider, model }: ModelRef): string {
  return `${provider}\n${model}`
}

/** @internal */
export function refOf({ provider, model }: ModelInfo): ModelRef {
  return { provider, model }
}

/** @internal */
export function isSameModel(one: ModelRef | null | undefined, other: ModelRef | null | undefined): boolean {
  return one?.provider === other?.provider && one?.model === other?.model
}
