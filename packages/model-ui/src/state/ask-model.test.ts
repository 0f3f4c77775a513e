import type { ModelPart, ModelRequest } from '@skep/client'
import { SkepError } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { type Answer, askModel } from './ask-model.ts'

const REQUEST: ModelRequest = {
  provider: 'p',
  model: 'm',
  messages: [{ role: 'user', content: 'What does it cost?' }],
}
const FINISH: ModelPart = {
  type: 'finish',
  reason: 'stop',
  usage: { inputTokens: 5, outputTokens: 2, isEstimate: true },
}

/** Asks a model that streams these parts; each moment is 10 ms later than the one before. */
async function ask(
  parts: AsyncIterable<ModelPart>,
  signal = new AbortController().signal,
): Promise<Answer[]> {
  const told: Answer[] = []
  let clockMs = 0
  await askModel({ chat: () => parts }, REQUEST, {
    signal,
    now: () => {
      clockMs += 10
      return clockMs
    },
    onChange: (answer) => told.push(answer),
  })
  return told
}

describe('an answer', () => {
  it('grows by its parts, with the time to the first and to the end', async () => {
    const told = await ask(
      (async function* (): AsyncGenerator<ModelPart> {
        yield { type: 'usage', usage: { inputTokens: 5 } }
        yield { type: 'reasoning', text: 'Let me see.' }
        yield { type: 'text', text: 'Twelve ' }
        yield { type: 'text', text: 'euros.' }
        yield FINISH
      })(),
    )
    expect(told.at(-1)).toEqual({
      status: 'done',
      text: 'Twelve euros.',
      reasoning: 'Let me see.',
      toolNames: [],
      firstPartMs: 10,
      totalMs: 20,
      usage: FINISH.type === 'finish' ? FINISH.usage : undefined,
      finish: 'stop',
    })
    expect(told.map(({ text }) => text)).toEqual([
      '',
      '',
      '',
      'Twelve ',
      'Twelve euros.',
      'Twelve euros.',
      'Twelve euros.',
    ])
  })

  it('keeps what came before a failure', async () => {
    const told = await ask(
      (async function* (): AsyncGenerator<ModelPart> {
        yield { type: 'text', text: 'Twelve' }
        throw new SkepError('MODEL_RATE_LIMIT', 'Too much.')
      })(),
    )
    expect(told.at(-1)).toMatchObject({
      status: 'failed',
      text: 'Twelve',
      error: { code: 'MODEL_RATE_LIMIT', message: 'Too much.' },
    })
  })

  it('that just ends counts as broken off, not as done', async () => {
    const told = await ask(
      (async function* (): AsyncGenerator<ModelPart> {
        yield { type: 'text', text: 'Twelve' }
      })(),
    )
    expect(told.at(-1)).toMatchObject({ status: 'failed', error: { code: 'MODEL_STREAM_INTERRUPTED' } })
  })

  it('that is stopped is no failure', async () => {
    const controller = new AbortController()
    const told = await ask(
      (async function* (): AsyncGenerator<ModelPart> {
        yield { type: 'text', text: 'Twelve' }
        controller.abort()
        throw new SkepError('CALL_ABORTED', 'The call was stopped.')
      })(),
      controller.signal,
    )
    expect(told.at(-1)).toMatchObject({ status: 'stopped', text: 'Twelve' })
    expect(told.at(-1)?.error).toBeUndefined()
  })
})
