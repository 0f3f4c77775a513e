import type { Usage } from '@skep/client'
import type { JsonObject } from '@skep/schema'
import type { ModelMessage, ModelToolCall } from '../ports/models.ts'
import { addUsage } from '../run/usage.ts'
import { parseModelJson } from '../text/repair-json.ts'
import { ask } from './ask.ts'
import type { RunStrategy } from './strategy.ts'
import { type ToolWish, toModelTool } from './tool-box.ts'

function readArguments(text: string): JsonObject | undefined {
  if (text.trim() === '') return {}
  try {
    const value = parseModelJson(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject) // as tested
      : undefined
  } catch {
    return undefined // told to the model
  }
}

function toWish({ name, arguments: source }: ModelToolCall): ToolWish {
  return { name, arguments: readArguments(source), source: source.slice(0, 2000) }
}

/**
 * Gives the model its tools as such. Each round is one answer of the model and the calls in it; after the last round
 * the model is asked once more without tools, so that there is always an answer.
 * @internal
 */
export const functionCalling: RunStrategy = async function* (task) {
  const { toolBox, journal, instruction, history, query, maxIterations } = task
  const tools = toolBox.tools.map(toModelTool)
  const messages: ModelMessage[] = [
    ...(instruction.trim() === '' ? [] : [{ role: 'system' as const, content: instruction }]),
    ...history,
    { role: 'user', content: query },
  ]
  let text = ''
  let usage: Usage | undefined
  for (let round = 1; ; round += 1) {
    const mayCall = round <= maxIterations && tools.length > 0
    const roundLog = journal.begin(`ROUND ${round}`, {})
    yield journal.tell(roundLog)
    const thought = journal.begin(`${task.request.model} Thought`, {}, roundLog.id)
    yield journal.tell(thought)
    const asking = ask(task, { messages, ...(mayCall ? { tools } : {}) })
    let step = await asking.next()
    for (; !step.done; step = await asking.next()) {
      const part = step.value
      if (part.type === 'reasoning') yield { type: 'reasoning', text: part.text }
      else {
        text += part.text
        yield { type: 'chunk', output: 'text', text: part.text }
      }
    }
    const turn = step.value
    usage = addUsage(usage, turn.usage)
    const toolCalls = mayCall ? turn.toolCalls : []
    yield journal.succeed(thought, {
      output: turn.text,
      tool_calls: toolCalls.map(({ name, arguments: given }) => ({ name, arguments: given })),
    })
    if (toolCalls.length === 0) {
      yield journal.succeed(roundLog, { output: turn.text })
      return { text, usage, rounds: round }
    }
    messages.push({ role: 'assistant', content: turn.text, toolCalls })
    for (const call of toolCalls) {
      const seen = yield* toolBox.use(toWish(call), roundLog.id)
      messages.push({ role: 'tool', toolCallId: call.id, content: seen })
    }
    yield journal.succeed(roundLog, { output: turn.text })
    // What comes next is a paragraph of its own.
    if (turn.text !== '' && !turn.text.endsWith('\n')) {
      text += '\n\n'
      yield { type: 'chunk', output: 'text', text: '\n\n' }
    }
  }
}
