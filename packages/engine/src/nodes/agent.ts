import { type AgentConfig, agentNode, SkepError } from '@skep/schema'
import { functionCalling } from '../agent/function-calling.ts'
import { AgentJournal } from '../agent/journal.ts'
import { react } from '../agent/react.ts'
import type { RunStrategy } from '../agent/strategy.ts'
import { holdTools, ToolBox } from '../agent/tool-box.ts'
import { defineExecutor, type Executor, type ExecutorContext } from '../define-executor.ts'
import { requirePort } from '../ports/require-port.ts'
import { type History, readHistory } from '../prompt/build-prompt.ts'
import { readModelParameters } from '../prompt/model-parameters.ts'
import { addUsage } from '../run/usage.ts'
import { usageOutput } from './llm.ts'

const STRATEGIES: ReadonlyMap<string, RunStrategy> = new Map([
  ['function_calling', functionCalling],
  ['ReAct', react],
])

function findStrategy(name: string): RunStrategy {
  const strategy = STRATEGIES.get(name)
  if (strategy) return strategy
  throw new SkepError(
    'AGENT_STRATEGY_UNKNOWN',
    `The agent's strategy "${name.slice(0, 60)}" is not known here. Choose one of ${[...STRATEGIES.keys()].join(', ')}.`,
    { strategy: name.slice(0, 200) },
  )
}

async function readPast(context: ExecutorContext<AgentConfig>): Promise<History> {
  const { config, ports, read, renderText, run, node, signal } = context
  if (!config.memory) return { messages: [] }
  return readHistory(config.memory, config.model, {
    ports,
    read,
    renderText: (text) => renderText(text),
    nodeId: node.id,
    signal,
    ...(run.conversationId === undefined ? {} : { conversationId: run.conversationId }),
  })
}

/** Lets a model work with tools until it answers; the answer streams as output `text`. @public */
export const agentExecutor: Executor = defineExecutor(
  agentNode,
  async function* (context) {
    const { config, ports, renderText, signal } = context
    const strategy = findStrategy(config.strategy)
    const models = requirePort(ports, 'models')
    // The question of the turn may be worded by the memory, as in a language model node.
    const asked = renderText(config.query).trim()
    const query = asked === '' ? renderText(config.memory?.queryTemplate ?? '').trim() : asked
    if (query === '') {
      throw new SkepError(
        'PROMPT_EMPTY',
        'The agent has no question. Write one, or choose a variable that is set.',
      )
    }
    const instruction = renderText(config.instruction)
    const { provider, name } = config.model
    yield { type: 'inputs', inputs: { provider, model: name, strategy: config.strategy, instruction, query } }
    const journal = new AgentJournal(() => ports.random.id())
    const toolBox = new ToolBox(await holdTools(config.tools, context), context, journal)
    const past = await readPast(context)
    const { text, usage, rounds } = yield* strategy({
      models,
      request: { provider, model: name, ...readModelParameters(config.model) },
      instruction,
      history: past.messages,
      query,
      maxIterations: config.maxIterations,
      toolBox,
      journal,
      signal,
    })
    const total = addUsage(addUsage(usage, toolBox.usage), past.usage)
    return {
      outputs: {
        text,
        files: toolBox.files.map((file) => ({ ...file })),
        json: [...journal.entries(), ...toolBox.json],
        usage: usageOutput(total ?? {}),
      },
      process: { strategy: config.strategy, rounds, tools: toolBox.tools.map((tool) => tool.name) },
      ...(total ? { usage: total } : {}),
    }
  },
  { hasSideEffects: ({ tools }) => tools.some((tool) => tool.enabled) },
)
