import type { Usage } from '@skep/client'
import type { ModelMessage } from '../ports/models.ts'
import { addUsage } from '../run/usage.ts'
import { ask } from './ask.ts'
import { findFinal, readReactAnswer } from './react-answer.ts'
import type { AgentTask, RunStrategy } from './strategy.ts'
import type { HeldTool } from './tool-box.ts'

function describe(tools: readonly HeldTool[]): string {
  return tools
    .map(
      ({ name, description, schema }) =>
        `- ${name}: ${description}\n  Arguments (JSON schema): ${JSON.stringify(schema)}`,
    )
    .join('\n')
}

function prompt({ instruction, toolBox }: AgentTask, mayCall: boolean): string {
  const parts = [instruction.trim()]
  if (mayCall) {
    parts.push(
      'You work in rounds and can use these tools:',
      describe(toolBox.tools),
      [
        'In each round write exactly one of the following.',
        '',
        'To use a tool:',
        'Thought: what you need to know',
        'Action:',
        '```json',
        '{"action": "name of the tool", "action_input": {"argument": "value"}}',
        '```',
        'Then stop. The result comes as "Observation:".',
        '',
        'When you know enough:',
        'Thought: why you know enough',
        'Final Answer: the answer for the user',
      ].join('\n'),
    )
  } else parts.push('Give your answer now:\nFinal Answer: the answer for the user')
  return parts.filter((part) => part !== '').join('\n\n')
}

/**
 * For models without tool calls: thought, action and observation as text. Only the final answer reaches the user, from
 * the moment that its mark has been seen.
 * @internal
 */
export const react: RunStrategy = async function* (task) {
  const { toolBox, journal, history, query, maxIterations } = task
  const steps: ModelMessage[] = []
  let usage: Usage | undefined
  for (let round = 1; ; round += 1) {
    const mayCall = round <= maxIterations && toolBox.tools.length > 0
    const roundLog = journal.begin(`ROUND ${round}`, {})
    yield journal.tell(roundLog)
    const thought = journal.begin(`${task.request.model} Thought`, {}, roundLog.id)
    yield journal.tell(thought)
    const system: ModelMessage = { role: 'system', content: prompt(task, mayCall) }
    const messages: ModelMessage[] = [system, ...history, { role: 'user', content: query }, ...steps]
    const stop = [...(task.request.stop ?? []), ...(mayCall ? ['Observation:'] : [])].slice(0, 4)
    const asking = ask(task, { messages, ...(stop.length > 0 ? { stop } : {}) })
    let whole = ''
    let said = ''
    let step = await asking.next()
    for (; !step.done; step = await asking.next()) {
      const part = step.value
      if (part.type === 'reasoning') {
        yield { type: 'reasoning', text: part.text }
        continue
      }
      whole += part.text
      const final = isActing(whole) ? undefined : findFinal(whole)
      const rest = final ? whole.slice(final.end) : ''
      // A lone star may become the second half of a bold mark.
      if (rest.trim() === '' || rest === '*') continue
      const text = rest.trimStart().slice(said.length)
      if (text === '') continue
      said += text
      yield { type: 'chunk', output: 'text', text }
    }
    const turn = step.value
    usage = addUsage(usage, turn.usage)
    const answer = readReactAnswer(turn.text)
    if (said !== '' || answer.type === 'final' || !mayCall) {
      if (said === '') {
        said = answer.type === 'final' ? answer.text : turn.text.trim()
        if (said !== '') yield { type: 'chunk', output: 'text', text: said }
      }
      yield journal.succeed(thought, { output: turn.text })
      yield journal.succeed(roundLog, { output: said })
      return { text: said, usage, rounds: round }
    }
    yield journal.succeed(thought, { output: answer.thought, action: answer.wish.name })
    const seen = yield* toolBox.use(answer.wish, roundLog.id)
    yield journal.succeed(roundLog, { output: answer.thought })
    steps.push(
      { role: 'assistant', content: turn.text.trim() },
      { role: 'user', content: `Observation: ${seen}` },
    )
  }
}

/** An action that stands before anything final: what follows is not for the user. */
function isActing(text: string): boolean {
  const action = text.search(/(?:^|\n)\s*(?:\*\*)?Action(?:\*\*)?\s*:/i)
  const final = findFinal(text)
  return action >= 0 && (!final || action < final.start)
}
