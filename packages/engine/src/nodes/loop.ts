import {
  fromErrorData,
  type JsonObject,
  type JsonValue,
  type LoopConfig,
  type LoopVariable,
  loopEndNode,
  loopNode,
  loopVariableSelector,
  SkepError,
} from '@skep/schema'
import { evaluateConditions } from '../conditions/evaluate.ts'
import { defineExecutor, type Executor, type ExecutorContext } from '../define-executor.ts'
import { isOfType } from '../variables/is-of-type.ts'

type Context = ExecutorContext<LoopConfig>

/** A constant as the type of its variable wants it; an editor may keep it as text. */
function readConstant({ name, type, value }: LoopVariable): JsonValue {
  if (value === null || (typeof value === 'string' && type !== 'string' && value.trim() === '')) {
    return ZEROS[type] ?? ''
  }
  try {
    const read: JsonValue = typeof value === 'string' && type !== 'string' ? JSON.parse(value) : value
    if (isOfType(type, read)) return read
  } catch {
    // told below
  }
  throw new SkepError(
    'VARIABLE_TYPE',
    `The loop variable "${name}" is not of type ${type}. Correct its value.`,
    {
      variable: name,
    },
  )
}

const ZEROS: Readonly<Partial<Record<LoopVariable['type'], JsonValue>>> = {
  string: '',
  number: 0,
  boolean: false,
  object: {},
  'array[string]': [],
  'array[number]': [],
  'array[object]': [],
  'array[boolean]': [],
}

function firstValues({ config, read }: Context): JsonObject {
  return Object.fromEntries(
    config.variables.map((variable) => {
      const selector = loopVariableSelector(variable)
      if (!selector) return [variable.name, readConstant(variable)]
      const value = read(selector)
      if (value !== undefined) return [variable.name, value]
      throw new SkepError(
        'VARIABLE_NOT_FOUND',
        `The loop variable "${variable.name}" begins with "${selector.join('.')}", which has no value here.`,
        { selector: [...selector] },
      )
    }),
  )
}

/** Whether the loop is to end. Before the first round its inside has no values yet, so an error means no. */
function hasBroken(context: Context, isFirst: boolean): boolean {
  const { breakConditions, logicalOperator } = context.config
  if (breakConditions.length === 0) return false
  try {
    return evaluateConditions(breakConditions, logicalOperator, context).holds
  } catch (error) {
    if (isFirst) return false
    throw error
  }
}

/** Runs the nodes inside it until a condition holds, a loop-end is reached or the rounds are used up. @public */
export const loopExecutor: Executor = defineExecutor(loopNode, async function* (context: Context) {
  const { config, node, read, rounds } = context
  if (!rounds) throw new SkepError('NODE_FAILED', 'A loop needs nodes inside it.')
  const variables = firstValues(context)
  const inputs = { loop_count: config.count, ...variables }
  yield { type: 'inputs', inputs }
  rounds.begin({ container: 'loop', inputs, length: config.count, variables })
  let index = rounds.done
  let last = index > 0 ? rounds.result(index - 1) : undefined
  for (;;) {
    if (last?.error) throw fromErrorData(last.error)
    if (last?.isLast || hasBroken(context, index === 0)) {
      rounds.breakOff()
      break
    }
    if (index >= config.count) break
    last = await rounds.run({ index, variables: { index }, isAnnounced: index > 0 })
    index += 1
  }
  const values = config.variables.map(({ name }) => [name, read([node.id, name]) ?? null] as const)
  return { outputs: { ...Object.fromEntries(values), loop_round: index } }
})

/** Makes the round that reaches it the last of its loop. @public */
export const loopEndExecutor: Executor = defineExecutor(loopEndNode, async () => ({ outputs: {} }), {
  endsContainer: true,
})
