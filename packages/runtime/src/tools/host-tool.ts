import type { ToolPart } from '@skep/engine'
import { type JsonObject, type JsonValue, SkepError, type ToolFace } from '@skep/schema'

/** What a tool may answer: a text, any JSON, or parts as they come. @public */
export type HostToolAnswer = JsonValue | undefined | AsyncIterable<ToolPart | string>

/**
 * A tool of the host's own, for tool nodes and agents. In the page it is called through the worker's wire; in a worker
 * entry (`serve({ tools })`) directly.
 * @example
 * const orders: HostTool = {
 *   provider: 'shop',
 *   name: 'find_order',
 *   description: 'Finds an order by its number',
 *   parameters: { type: 'object', properties: { number: { type: 'string' } }, required: ['number'] },
 *   run: async ({ number }) => (await fetch(`/orders/${number}`)).json(),
 * }
 * @public
 */
export interface HostTool {
  /** Groups tools. A tool stands in for one of an imported app when provider and name are the same. */
  readonly provider: string
  readonly name: string
  /** For people. Absent: the name. */
  readonly label?: string
  /** For models and people: what it does and when to use it. */
  readonly description: string
  /** A JSON schema of an object. Calls that do not follow it never reach `run`. */
  readonly parameters: JsonObject
  /** A JSON schema of an object answer; its properties become variables that later nodes can read. */
  readonly outputs?: JsonObject
  run(
    parameters: JsonObject,
    options: { readonly signal: AbortSignal },
  ): HostToolAnswer | Promise<HostToolAnswer>
}

/** @internal */
export function faceOf({ provider, name, label, description, parameters, outputs }: HostTool): ToolFace {
  return {
    providerType: 'builtin',
    provider,
    tool: name,
    ...(label === undefined ? {} : { label }),
    description,
    parameters,
    ...(outputs ? { outputs } : {}),
  }
}

function isStream(answer: unknown): answer is AsyncIterable<ToolPart | string> {
  return typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer
}

function* partsOf(answer: JsonValue | undefined, outputs: JsonObject | undefined): Generator<ToolPart> {
  if (answer === undefined || answer === null) return
  if (typeof answer === 'string') {
    yield { type: 'text', text: answer }
    return
  }
  yield { type: 'json', value: answer }
  if (outputs && typeof answer === 'object' && !Array.isArray(answer)) {
    yield { type: 'result', outputs: answer as JsonObject } // an object that is no list
  }
}

/** Runs a tool of the host's and tells its answer in parts. @internal */
export async function* runHostTool(
  tool: HostTool,
  parameters: JsonObject,
  signal: AbortSignal,
): AsyncGenerator<ToolPart, void, void> {
  const answer = await tool.run(parameters, { signal })
  if (!isStream(answer)) {
    yield* partsOf(answer as JsonValue | undefined, tool.outputs) // no stream
    return
  }
  for await (const part of answer) yield typeof part === 'string' ? { type: 'text', text: part } : part
}

/** @throws `CALL_INVALID` for two tools of one name. @internal */
export function checkTools(tools: readonly Pick<HostTool, 'provider' | 'name'>[]): void {
  const seen = new Set<string>()
  for (const { provider, name } of tools) {
    const key = JSON.stringify([provider, name])
    if (seen.has(key)) {
      throw new SkepError(
        'CALL_INVALID',
        `There are two tools named ${name} of ${provider}. Rename one of them.`,
        {
          provider,
          name,
        },
      )
    }
    seen.add(key)
  }
}
