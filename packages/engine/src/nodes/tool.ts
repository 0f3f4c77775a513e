import { type JsonObject, type JsonValue, type ToolConfig, toolNode } from '@skep/schema'
import { defineExecutor, type Executor } from '../define-executor.ts'
import { callTool } from '../tools/call-tool.ts'
import { findTool } from '../tools/find-tool.ts'
import { checkParameters, resolveParameters } from '../tools/tool-parameters.ts'

/** What a tool gave as `json`: always a list of objects, as Dify has it, one with no data where it gave none. @internal */
export function jsonOutput(values: readonly JsonValue[]): readonly JsonObject[] {
  const items = values.flatMap((value: JsonValue): readonly JsonValue[] =>
    Array.isArray(value) ? value : [value],
  )
  if (items.length === 0) return [{ data: [] }]
  return items.map(
    (item) =>
      typeof item === 'object' && item !== null && !Array.isArray(item)
        ? (item as JsonObject)
        : { data: item }, // as tested
  )
}

/** Calls a tool; its text streams as output `text`. @public */
export const toolExecutor: Executor = defineExecutor<ToolConfig>(
  toolNode,
  async function* (context) {
    const { config, ports, read, renderText } = context
    const face = await findTool(config, ports)
    const given = { ...config.settings, ...config.parameters }
    const parameters = resolveParameters(given, face?.parameters, {
      read,
      renderText: (text) => renderText(text),
    })
    yield { type: 'inputs', inputs: parameters }
    checkParameters(parameters, face?.parameters)
    const calls = callTool(config, parameters, context)
    let step = await calls.next()
    for (; !step.done; step = await calls.next()) yield { type: 'chunk', output: 'text', text: step.value }
    const { text, json, files, variables, usage } = step.value
    return {
      outputs: { text, files: files.map((file) => ({ ...file })), json: jsonOutput(json), ...variables },
      ...(usage ? { usage } : {}),
    }
  },
  { hasSideEffects: () => true },
)
