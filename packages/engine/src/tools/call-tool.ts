import { isRunEnd, type RunEvent, type Usage } from '@skep/client'
import {
  type FileValue,
  fromErrorData,
  hasErrorCode,
  type JsonObject,
  type JsonValue,
  SkepError,
  type ToolReference,
} from '@skep/schema'
import type { ExecutorContext } from '../define-executor.ts'
import { requirePort } from '../ports/require-port.ts'
import type { ToolPart } from '../ports/tools.ts'
import { isFileValue } from '../variables/files.ts'
import { toJsonText } from '../variables/json-text.ts'
import { keepFile } from './keep-file.ts'

/** What a tool has given. @internal */
export interface ToolResult {
  readonly text: string
  readonly json: readonly JsonValue[]
  readonly files: readonly FileValue[]
  readonly variables: JsonObject
  readonly usage?: Usage
}

type Context = Pick<ExecutorContext<unknown>, 'ports' | 'runApp' | 'signal'>

/** The provider type of apps that are used as tools; `provider` is the app's id. @internal */
export const APP_PROVIDER = 'workflow'

function filesIn(value: JsonValue): readonly FileValue[] {
  if (isFileValue(value)) return [value]
  return Array.isArray(value) ? value.flatMap((item: JsonValue) => filesIn(item)) : []
}

/** The end of another app's run. @throws what that run failed with. */
function appResult(end: RunEvent | undefined): ToolResult {
  if (end?.type === 'run_failed') throw fromErrorData(end.error)
  if (end?.type !== 'run_succeeded' && end?.type !== 'run_partial_succeeded') {
    throw new SkepError(
      'TOOL_FAILED',
      'The app that was called as a tool stopped before its end. Apps that wait for people cannot be tools.',
      { errorType: 'ToolInvokeError' },
    )
  }
  const { outputs, usage } = end
  return {
    text: toJsonText(outputs),
    json: [outputs],
    files: Object.values(outputs).flatMap((value) => filesIn(value)),
    variables: outputs,
    ...(usage ? { usage } : {}),
  }
}

async function callApp(appId: string, inputs: JsonObject, { runApp }: Context): Promise<ToolResult> {
  let end: RunEvent | undefined
  for await (const event of runApp(appId, inputs)) {
    if (isRunEnd(event)) end = event
    // Nobody can answer a form from here.
    else if (event.type === 'run_paused') break
  }
  return appResult(end)
}

async function* parts(
  request: ToolReference & { readonly parameters: JsonObject },
  { ports, signal }: Context,
): AsyncGenerator<ToolPart, void, void> {
  try {
    yield* requirePort(ports, 'tools').call(request, { signal })
  } catch (error) {
    if (hasErrorCode(error)) {
      throw error.code === 'TOOL_NOT_FOUND' || error.code === 'TOOL_FAILED'
        ? new SkepError(error.code, error.message, { errorType: 'ToolInvokeError', ...error.data })
        : error
    }
    if (signal.aborted) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new SkepError(
      'TOOL_FAILED',
      `The tool ${request.tool} failed: ${reason.slice(0, 300)}`,
      { provider: request.provider, tool: request.tool, errorType: 'ToolInvokeError' },
      { cause: error },
    )
  }
}

/**
 * Calls a tool, or another app as one. Yields its text as it comes.
 * @throws `TOOL_NOT_FOUND`, `TOOL_FAILED`, `APP_NOT_FOUND`, `RUN_LIMIT_DEPTH`, `PORT_MISSING`, and what an app fails with.
 * @internal
 */
export async function* callTool(
  reference: ToolReference,
  parameters: JsonObject,
  context: Context,
): AsyncGenerator<string, ToolResult, void> {
  const { providerType, provider, tool } = reference
  if (providerType === APP_PROVIDER) {
    const result = await callApp(provider, parameters, context)
    if (result.text !== '') yield result.text
    return result
  }
  let text = ''
  const json: JsonValue[] = []
  const files: FileValue[] = []
  let variables: JsonObject = {}
  for await (const part of parts({ providerType, provider, tool, parameters }, context)) {
    switch (part.type) {
      case 'text':
        text += part.text
        yield part.text
        break
      case 'json':
        json.push(part.value)
        break
      case 'file':
        files.push(part.file)
        break
      case 'bytes':
        files.push(await keepFile(part, context.ports))
        break
      case 'variable':
        variables = { ...variables, [part.name]: part.value }
        break
      case 'result':
        variables = { ...variables, ...part.outputs }
        break
      default:
        part satisfies never
    }
  }
  return { text, json, files, variables }
}
