import type { Usage } from '@skep/client'
import {
  type AgentTool,
  type FileValue,
  hasErrorCode,
  type JsonObject,
  type JsonValue,
  type ToolReference,
  toErrorData,
} from '@skep/schema'
import type { ExecutorContext, ExecutorEvent } from '../define-executor.ts'
import type { ModelTool } from '../ports/models.ts'
import { addUsage } from '../run/usage.ts'
import { findSchemaProblem } from '../text/json-schema.ts'
import { callTool, type ToolResult } from '../tools/call-tool.ts'
import { findTool } from '../tools/find-tool.ts'
import { resolveParameters } from '../tools/tool-parameters.ts'
import { toJsonText } from '../variables/json-text.ts'
import type { AgentJournal } from './journal.ts'

/** A tool as an agent holds it. @internal */
export interface HeldTool {
  /** The name by which the model calls it. */
  readonly name: string
  readonly reference: ToolReference
  readonly description: string
  /** What the model decides on. */
  readonly schema: JsonObject
  /** What has been decided before. */
  readonly given: JsonObject
}

/** What a model is told of a result; more would fill its memory. */
const MAX_OBSERVATION_CHARS = 40_000

/** Names that every model takes: at most 64 letters, digits, `_` and `-`, each once. */
function uniqueName(wanted: string, taken: Set<string>): string {
  const base = wanted.replaceAll(/[^A-Za-z0-9_-]+/g, '_').slice(0, 56) || 'tool'
  let name = base
  for (let number = 2; taken.has(name); number += 1) name = `${base}_${number}`
  taken.add(name)
  return name
}

/** A schema without the parameters that are given. */
function openSchema(schema: JsonObject, given: JsonObject): JsonObject {
  const { properties, required } = schema
  const isOpen = (name: string): boolean => !Object.hasOwn(given, name)
  return {
    ...schema,
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(typeof properties === 'object' && properties !== null ? properties : {}).filter(
        ([name]) => isOpen(name),
      ),
    ),
    ...(Array.isArray(required)
      ? { required: required.filter((name: JsonValue) => typeof name === 'string' && isOpen(name)) }
      : {}),
  }
}

/** Finds the tools that are switched on. @throws `TOOL_NOT_FOUND`, `PORT_MISSING` @internal */
export async function holdTools(
  tools: readonly AgentTool[],
  { ports, read, renderText }: Pick<ExecutorContext<unknown>, 'ports' | 'read' | 'renderText'>,
): Promise<readonly HeldTool[]> {
  const taken = new Set<string>()
  const held: HeldTool[] = []
  for (const tool of tools) {
    if (!tool.enabled) continue
    const face = await findTool(tool, ports)
    const schema = face?.parameters ?? tool.schema ?? { type: 'object', properties: {} }
    const given = resolveParameters({ ...tool.settings, ...tool.parameters }, schema, {
      read,
      renderText: (text) => renderText(text),
    })
    const { providerType, provider } = tool
    held.push({
      name: uniqueName(tool.tool || tool.label || provider, taken),
      reference: { providerType, provider, tool: tool.tool },
      description: tool.description || face?.description || tool.label || tool.tool,
      schema: openSchema(schema, given),
      given,
    })
  }
  return held
}

/** @internal */
export function toModelTool({ name, description, schema }: HeldTool): ModelTool {
  return { name, description, parameters: schema }
}

/** What the model wants to be done. `problem` stands where its arguments could not be read. @internal */
export interface ToolWish {
  readonly name: string
  readonly arguments: JsonObject | undefined
  /** As the model wrote them. */
  readonly source: string
}

function observation({ text, json, files, variables }: ToolResult): string {
  const pieces = [
    text,
    ...(text === '' ? json.map((value: JsonValue) => toJsonText(value)) : []),
    ...(text === '' && json.length === 0 && Object.keys(variables).length > 0 ? [toJsonText(variables)] : []),
    ...files.map((file) => `[file: ${file.name}]`),
  ].filter((piece) => piece !== '')
  const whole = pieces.join('\n') || 'The tool returned nothing.'
  if (whole.length <= MAX_OBSERVATION_CHARS) return whole
  return `${whole.slice(0, MAX_OBSERVATION_CHARS)}\n[The rest was left out: the result is too long.]`
}

/** Carries out what a model wants, and keeps what came of it. @internal */
export class ToolBox {
  readonly tools: readonly HeldTool[]
  readonly files: FileValue[] = []
  readonly json: JsonValue[] = []
  usage: Usage | undefined
  readonly #context: Pick<ExecutorContext<unknown>, 'ports' | 'runApp' | 'signal'>
  readonly #journal: AgentJournal

  constructor(
    tools: readonly HeldTool[],
    context: Pick<ExecutorContext<unknown>, 'ports' | 'runApp' | 'signal'>,
    journal: AgentJournal,
  ) {
    this.tools = tools
    this.#context = context
    this.#journal = journal
  }

  /** Why a wish cannot be carried out, in words for the model. */
  #problem(tool: HeldTool | undefined, wish: ToolWish): string | undefined {
    if (!tool) {
      const names = this.tools.map(({ name }) => name).join(', ') || 'none'
      return `There is no tool named "${wish.name}". The tools are: ${names}.`
    }
    if (!wish.arguments) return `The arguments of ${tool.name} are not a JSON object. Write them again.`
    const problem = findSchemaProblem(tool.schema, wish.arguments)
    return problem && `The arguments of ${tool.name} do not follow its schema: ${problem} Correct them.`
  }

  /**
   * Returns what the model is told. Mistakes of the model and failures of a tool are told to it, so that it can go on;
   * only the end of the run is thrown.
   */
  async *use(wish: ToolWish, parentId: string): AsyncGenerator<ExecutorEvent, string, void> {
    const tool = this.tools.find(({ name }) => name === wish.name)
    const label = `CALL ${wish.name}`
    const log = this.#journal.begin(
      label,
      { tool: wish.name, arguments: wish.arguments ?? wish.source },
      parentId,
    )
    yield this.#journal.tell(log)
    const problem = this.#problem(tool, wish)
    if (!tool || problem !== undefined) {
      const message = problem ?? ''
      yield this.#journal.fail(log, { code: 'TOOL_PARAMETER_INVALID', message, data: {} })
      return message
    }
    try {
      // What was decided before cannot be overruled by the model.
      const parameters = { ...wish.arguments, ...tool.given }
      const calls = callTool(tool.reference, parameters, this.#context)
      let step = await calls.next()
      while (!step.done) step = await calls.next()
      const result = step.value
      this.files.push(...result.files)
      this.json.push(...result.json)
      this.usage = addUsage(this.usage, result.usage)
      const seen = observation(result)
      yield this.#journal.succeed(log, { output: seen })
      return seen
    } catch (error) {
      if (this.#context.signal.aborted || (hasErrorCode(error) && error.code === 'CALL_ABORTED')) throw error
      const data = toErrorData(error, 'TOOL_FAILED')
      yield this.#journal.fail(log, data)
      return `The tool ${tool.name} failed: ${data.message}`
    }
  }
}
