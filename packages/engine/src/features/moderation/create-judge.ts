import type { Usage } from '@skep/client'
import { type JsonObject, type ModerationFeature, SkepError } from '@skep/schema'
import type { ModerationVerdict } from '../../ports/moderation.ts'
import type { EnginePorts } from '../../ports/ports.ts'
import { requirePort } from '../../ports/require-port.ts'
import { addUsage } from '../../run/usage.ts'
import { isFileValue } from '../../variables/files.ts'
import type { Asked } from '../ask-for-json.ts'
import { within } from '../within.ts'
import { createKeywordFinder } from './keywords.ts'
import { judgeByModel } from './model-judge.ts'

/** Longest wait for one judgement. */
const JUDGE_MS = 15_000
/** A model sees this much of what came before the text that it judges. */
const MODEL_CONTEXT_CHARS = 600
/** A longer text is judged piece by piece, so that nothing is left unread. */
const MODEL_PIECE_CHARS = 24_000

/** @internal */
export interface Judge {
  readonly method: ModerationFeature['method']['type']
  judgeInput(content: {
    readonly query: string
    readonly inputs: JsonObject
  }): Promise<Asked<ModerationVerdict>>
  /** `shown` has passed before, `text` comes after it. */
  judgeOutput(shown: string, text: string): Promise<Asked<ModerationVerdict>>
  /**
   * How many characters of a text can be judged before more comes. Only a judge that costs nothing has it; for others
   * sentences are gathered.
   */
  safeLength?(text: string): number
}

/** @internal */
export interface JudgeOptions {
  readonly ports: EnginePorts
  readonly appId: string
  readonly conversationId: string | undefined
  readonly signal: AbortSignal
}

const ALLOW: ModerationVerdict = { action: 'allow' }

/** All texts in a value, one per line. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number') return [String(value)]
  if (typeof value !== 'object' || value === null) return []
  return isFileValue(value) ? [value.name] : Object.values(value).flatMap(textsIn)
}

/** What judges the texts of one run. @internal */
export function createJudge({ method }: ModerationFeature, options: JudgeOptions): Judge {
  const { ports, appId, conversationId, signal } = options
  const inTime = <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    within(ports.clock, JUDGE_MS, signal, work)
  const allTexts = ({
    query,
    inputs,
  }: {
    readonly query: string
    readonly inputs: JsonObject
  }): readonly string[] => [query, ...textsIn(inputs)]

  switch (method.type) {
    case 'keywords': {
      const finder = createKeywordFinder(method.keywords)
      const judge = (texts: readonly string[]): Asked<ModerationVerdict> => ({
        value: texts.every((text) => finder.find(text) === undefined) ? ALLOW : { action: 'block' },
      })
      return {
        method: method.type,
        judgeInput: async (content) => judge(allTexts(content)),
        judgeOutput: async (shown, text) => judge([finder.contextOf(shown) + text]),
        safeLength: finder.safeLength,
      }
    }
    case 'model': {
      const judge = async (text: string): Promise<Asked<ModerationVerdict>> => {
        let total: Usage | undefined
        for (let from = 0; from < text.length || from === 0; from += MODEL_PIECE_CHARS) {
          const piece = text.slice(Math.max(0, from - MODEL_CONTEXT_CHARS), from + MODEL_PIECE_CHARS)
          const { value, usage } = await inTime((inner) =>
            judgeByModel(requirePort(ports, 'models'), method.model, method.rules, piece, inner),
          )
          total = addUsage(total, usage)
          if (value.action !== 'allow') return total ? { value, usage: total } : { value }
        }
        return total ? { value: ALLOW, usage: total } : { value: ALLOW }
      }
      return {
        method: method.type,
        judgeInput: async (content) => {
          const text = allTexts(content).join('\n')
          return text.trim() === '' ? { value: ALLOW } : judge(text)
        },
        judgeOutput: (shown, text) => judge(shown.slice(-MODEL_CONTEXT_CHARS) + text),
      }
    }
    case 'host': {
      const about = {
        name: method.name,
        appId,
        ...(conversationId === undefined ? {} : { conversationId }),
      }
      const ask = async (content: HostContent): Promise<Asked<ModerationVerdict>> => ({
        value: readVerdict(
          await inTime((inner) =>
            requirePort(ports, 'moderation').check({ ...about, ...content }, { signal: inner }),
          ),
        ),
      })
      return {
        method: method.type,
        judgeInput: (content) => ask({ stage: 'input', ...content }),
        judgeOutput: (shown, text) => ask({ stage: 'output', text: shown + text }),
      }
    }
    default:
      return method satisfies never
  }
}

type HostContent =
  | { readonly stage: 'input'; readonly query: string; readonly inputs: JsonObject }
  | { readonly stage: 'output'; readonly text: string }

/** A function of the host may return anything; what is no verdict must not pass for one. */
function readVerdict(verdict: ModerationVerdict): ModerationVerdict {
  const action: unknown = verdict?.action
  if (action === 'allow' || action === 'block' || action === 'override') return verdict
  throw new SkepError(
    'HOST_FUNCTION_FAILED',
    "The page's function for moderation returned no verdict. Return { action: 'allow' } or { action: 'block' }.",
  )
}
