import type { ModelPart, ModelRequest, ModelResponseFormat, Usage } from '@skep/client'
import { findSchemaProblem, parseModelJson } from '@skep/engine'
import { hasErrorCode, SkepError } from '@skep/schema'
import { addUsage } from './add-usage.ts'

/** @internal */
export function schemaInstruction(format: Exclude<ModelResponseFormat, { readonly type: 'text' }>): string {
  return format.type === 'json'
    ? 'Answer with one JSON value and with nothing else.'
    : `Answer with one JSON value that follows this JSON schema, and with nothing else:\n${JSON.stringify(format.schema)}`
}

/**
 * Holds an answer in JSON back until it is whole, mends it, and checks it; one that does not fit is asked for once more
 * with what was wrong. What comes out is JSON and nothing else. Answers with tool calls pass.
 * @throws `MODEL_OUTPUT_INVALID` when the second one does not fit either.
 * @internal
 */
export async function* ensureJson(
  open: (request: ModelRequest) => AsyncIterable<ModelPart>,
  request: ModelRequest,
  format: Exclude<ModelResponseFormat, { readonly type: 'text' }>,
): AsyncGenerator<ModelPart, void, void> {
  let asked = request
  let usage: Usage | undefined
  for (let attempt = 0; ; attempt++) {
    let text = ''
    let hasCalls = false
    for await (const part of open(asked)) {
      if (part.type === 'text') text += part.text
      else if (part.type !== 'finish') {
        hasCalls ||= part.type === 'tool-call'
        yield part
      } else {
        usage = addUsage(usage, part.usage)
        const finish = { ...part, usage }
        if (hasCalls || part.reason === 'tool-calls' || part.reason === 'content-filter') {
          if (text) yield { type: 'text', text }
          yield finish
          return
        }
        const read = readJson(text, format)
        if (read.problem === undefined) {
          yield { type: 'text', text: read.json }
          yield finish
          return
        }
        if (attempt > 0) throw invalidError(request, read.problem)
        asked = askAgain(request, text, read.problem)
      }
    }
  }
}

function readJson(
  text: string,
  format: Exclude<ModelResponseFormat, { readonly type: 'text' }>,
): { readonly json: string; readonly problem?: undefined } | { readonly problem: string } {
  const answer = text.replace(/<think>[\s\S]*?<\/think>/g, '')
  try {
    const value = parseModelJson(answer)
    const problem = format.type === 'json' ? undefined : findSchemaProblem(format.schema, value)
    if (problem !== undefined) return { problem }
    return { json: isJson(answer) ? answer.trim() : JSON.stringify(value) }
  } catch (error) {
    if (!hasErrorCode(error)) throw error
    return { problem: 'it is no JSON.' }
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function askAgain(request: ModelRequest, answer: string, problem: string): ModelRequest {
  return {
    ...request,
    messages: [
      ...request.messages,
      { role: 'assistant', content: answer },
      {
        role: 'user',
        content: `That does not have the form asked for: ${problem} Answer again with the JSON value alone.`,
      },
    ],
  }
}

function invalidError({ provider, model }: ModelRequest, problem: string): SkepError {
  return new SkepError(
    'MODEL_OUTPUT_INVALID',
    `The JSON of the model "${model}" does not have the form asked for: ${problem} Try again or choose another model.`,
    { provider, model },
  )
}
