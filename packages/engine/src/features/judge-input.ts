import type { RunEventBody, Usage } from '@skep/client'
import { type JsonObject, type ModerationFeature, toErrorData } from '@skep/schema'
import type { Judge } from './moderation/create-judge.ts'

/** What is to be answered. @internal */
export interface Asking {
  readonly query: string
  readonly inputs: JsonObject
}

/** @internal */
export interface InputJudgement {
  readonly events: readonly RunEventBody[]
  readonly usage?: Usage
  /** What stands instead of an answer; absent: the run goes on with `asking`. */
  readonly reply?: string
  readonly asking: Asking
}

/** Judges what the visitor sends, before anything else sees it. Never throws. @internal */
export async function judgeInput(
  judge: Judge,
  { inputs: stage, onFailure = 'allow' }: ModerationFeature,
  asking: Asking,
): Promise<InputJudgement> {
  const about = { stage: 'input', method: judge.method } as const
  try {
    const { value: verdict, usage } = await judge.judgeInput(asking)
    const used = usage ? { usage } : {}
    if (verdict.action === 'allow') return { events: [], asking, ...used }
    const { categories = [] } = verdict
    const flagged: RunEventBody = {
      type: 'moderation_flagged',
      ...about,
      action: verdict.action,
      ...(categories.length > 0 ? { categories } : {}),
    }
    if (verdict.action === 'block') {
      return { events: [flagged], reply: verdict.reply ?? stage.presetReply, asking, ...used }
    }
    const { query = asking.query, inputs = asking.inputs } = verdict
    return { events: [flagged], asking: { query, inputs }, ...used }
  } catch (error) {
    const failed: RunEventBody = {
      type: 'moderation_failed',
      ...about,
      error: toErrorData(error),
      action: onFailure,
    }
    return {
      events: [failed],
      asking,
      ...(onFailure === 'block' ? { reply: stage.presetReply } : {}),
    }
  }
}
