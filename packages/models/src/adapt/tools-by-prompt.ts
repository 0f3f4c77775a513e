import type { ModelMessage, ModelPart, ModelRequest, ModelTool } from '@skep/client'
import { parseModelJson } from '@skep/engine'
import { hasErrorCode, type JsonValue } from '@skep/schema'
import { withInstruction } from './adapt-request.ts'

/** A request for a model that knows no tools: they are described in words, and past calls are told as text. @internal */
export function toolsByPrompt(request: ModelRequest): ModelRequest {
  const { tools = [], toolChoice = 'auto', ...rest } = request
  const messages = request.messages.map((message) => asWords(message, request.messages))
  if (tools.length === 0 || toolChoice === 'none') return { ...rest, messages }
  return withInstruction({ ...rest, messages }, instruction(tools, toolChoice === 'required'))
}

function instruction(tools: readonly ModelTool[], isRequired: boolean): string {
  return [
    'You can use these tools:',
    ...tools.map(
      ({ name, description, parameters }) =>
        `- ${name}: ${description}\n  Arguments by this JSON schema: ${JSON.stringify(parameters)}`,
    ),
    'To use a tool, answer with this JSON and nothing else, one object for each call:',
    '{"tool": "the name of the tool", "arguments": {}}',
    isRequired
      ? 'Use a tool now.'
      : 'You then get its result. When you need no tool, answer in plain words, without this JSON.',
  ].join('\n')
}

function asWords(message: ModelMessage, all: readonly ModelMessage[]): ModelMessage {
  if (message.role === 'assistant' && message.toolCalls?.length) {
    const { toolCalls, ...rest } = message
    const calls = toolCalls.map(
      (call) => `{"tool": ${JSON.stringify(call.name)}, "arguments": ${call.arguments || '{}'}}`,
    )
    const said = typeof rest.content === 'string' && rest.content !== '' ? [rest.content] : []
    return { ...rest, content: [...said, ...calls].join('\n') }
  }
  if (message.role !== 'tool') return message
  const call = all.flatMap(({ toolCalls = [] }) => toolCalls).find(({ id }) => id === message.toolCallId)
  const result = typeof message.content === 'string' ? message.content : textOf(message.content)
  return { role: 'user', content: `Result of the tool ${call?.name ?? ''}:\n${result}` }
}

function textOf(content: Exclude<ModelMessage['content'], string>): string {
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
}

/**
 * Finds the calls in the answer of a model that was told of tools in words. Text streams on as soon as it is clear that
 * it is no call; calls come out as parts of a model that knows tools.
 * @internal
 */
export async function* readToolsByPrompt(
  parts: AsyncIterable<ModelPart>,
  tools: readonly ModelTool[],
): AsyncGenerator<ModelPart, void, void> {
  let held = ''
  let isText = false
  let hasNative = false
  for await (const part of parts) {
    if (part.type === 'text' && !isText) {
      held += part.text
      if (mayBeCall(held)) continue
      isText = true
      yield { type: 'text', text: held }
      held = ''
    } else if (part.type === 'finish') {
      const calls = held === '' ? [] : readCalls(held, tools)
      if (calls.length === 0 && held !== '') yield { type: 'text', text: held }
      for (const [index, call] of calls.entries()) {
        yield {
          type: 'tool-call',
          index,
          id: `call_${index + 1}`,
          name: call.name,
          argumentsDelta: JSON.stringify(call.arguments),
        }
      }
      yield calls.length > 0 && !hasNative ? { ...part, reason: 'tool-calls' } : part
    } else {
      hasNative ||= part.type === 'tool-call'
      yield part
    }
  }
}

/** A call begins with JSON, also in a fence or after a thought. */
function mayBeCall(text: string): boolean {
  const start = text.trimStart()
  return start === '' || /^[{[`]/.test(start) || '<think>'.startsWith(start.slice(0, 7))
}

interface Call {
  readonly name: string
  readonly arguments: JsonValue
}

function readCalls(text: string, tools: readonly ModelTool[]): readonly Call[] {
  const answer = text
    .replace(/<think>[\s\S]*?<\/think>/g, '')
    .replaceAll(/```(?:json)?/g, '')
    .trim()
  // Several objects, one after the other, are a list without its brackets.
  for (const candidate of [answer, `[${answer.replaceAll(/\}\s*(?:,\s*)?\{/g, '},{')}]`]) {
    const calls = asCalls(tryParse(candidate), tools)
    if (calls.length > 0) return calls
  }
  return []
}

function tryParse(text: string): JsonValue {
  try {
    return parseModelJson(text)
  } catch (error) {
    if (hasErrorCode(error)) return null
    throw error
  }
}

function asCalls(value: JsonValue, tools: readonly ModelTool[]): readonly Call[] {
  const items = Array.isArray(value) ? value : [value]
  const calls = items.flatMap((item): Call[] => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return []
    const { tool, arguments: given = {} } = item
    const isKnown = typeof tool === 'string' && tools.some(({ name }) => name === tool)
    return isKnown ? [{ name: tool, arguments: given }] : []
  })
  return calls.length === items.length ? calls : []
}
