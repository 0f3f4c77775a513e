import type { ModelAnswerer, ModelPart, ModelRequest, ModelsApi, Usage } from '@skep/client'
import { type ErrorData, SkepError, toErrorData } from '@skep/schema'

/** One model's answer to the prompt, while it comes and after. @internal */
export interface Answer {
  readonly status: 'running' | 'done' | 'stopped' | 'failed'
  readonly text: string
  readonly reasoning: string
  /** Names of tools that it would call. */
  readonly toolNames: readonly string[]
  /** From the request to the first part that says something. */
  readonly firstPartMs?: number
  readonly totalMs?: number
  readonly usage?: Usage
  readonly finish?: Extract<ModelPart, { type: 'finish' }>['reason']
  readonly answeredBy?: ModelAnswerer
  readonly error?: ErrorData
}

/** @internal */
export const EMPTY_ANSWER: Answer = { status: 'running', text: '', reasoning: '', toolNames: [] }

/**
 * Asks, and tells each change of the answer. Never throws: what goes wrong is in the answer, with all the text that came
 * before.
 * @internal
 */
export async function askModel(
  api: Pick<ModelsApi, 'chat'>,
  request: ModelRequest,
  {
    signal,
    now,
    onChange,
  }: {
    readonly signal: AbortSignal
    readonly now: () => number
    readonly onChange: (answer: Answer) => void
  },
): Promise<void> {
  const startedMs = now()
  let answer = EMPTY_ANSWER
  const put = (next: Partial<Answer>): void => {
    answer = { ...answer, ...next }
    onChange(answer)
  }
  put({})
  try {
    for await (const part of api.chat(request, { signal })) {
      const isFirst = answer.firstPartMs === undefined && part.type !== 'usage' && part.type !== 'finish'
      put({ ...changeOf(answer, part), ...(isFirst ? { firstPartMs: now() - startedMs } : {}) })
      if (signal.aborted) break
    }
    if (signal.aborted) put({ status: 'stopped', totalMs: now() - startedMs })
    else if (answer.finish === undefined) throw cutOff(request)
    else put({ status: 'done', totalMs: now() - startedMs })
  } catch (caught) {
    const totalMs = now() - startedMs
    put(
      signal.aborted
        ? { status: 'stopped', totalMs }
        : { status: 'failed', totalMs, error: toErrorData(caught) },
    )
  }
}

function changeOf(answer: Answer, part: ModelPart): Partial<Answer> {
  switch (part.type) {
    case 'text':
      return { text: answer.text + part.text }
    case 'reasoning':
      return { reasoning: answer.reasoning + part.text }
    case 'tool-call':
      return part.name === undefined ? {} : { toolNames: [...answer.toolNames, part.name] }
    case 'usage':
      return { usage: part.usage }
    case 'finish':
      return {
        usage: part.usage,
        finish: part.reason,
        ...(part.answeredBy ? { answeredBy: part.answeredBy } : {}),
      }
    case 'source':
      return {}
    default:
      part satisfies never
      return {}
  }
}

function cutOff({ provider, model }: ModelRequest): SkepError {
  return new SkepError('MODEL_STREAM_INTERRUPTED', `The answer of "${model}" broke off. Ask again.`, {
    provider,
    model,
  })
}
