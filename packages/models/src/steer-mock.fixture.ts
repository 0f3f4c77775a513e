import type { LLMock } from '@copilotkit/aimock'
import type { ContractAnswer } from '@skep/testing'

/** Tells aimock what to answer from now on. */
export function steer(mock: LLMock, wanted: ContractAnswer): void {
  mock.reset()
  const usage = { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 }
  switch (wanted.type) {
    case 'text':
    case 'json':
      mock.on({}, { content: wanted.text, usage }, { chunkSize: 3 })
      break
    case 'tool':
      mock.on({}, { toolCalls: [{ ...wanted, id: 'call_1' }], usage }, { chunkSize: 4 })
      break
    case 'endless':
      mock.on({}, { content: 'a '.repeat(4000) }, { chunkSize: 2, streamingProfile: { ttft: 0, tps: 50 } })
      break
    case 'cut':
      mock.on(
        {},
        { content: wanted.text },
        { chunkSize: 4, truncateAfterChunks: 4, streamingProfile: { ttft: 0, tps: 40 } },
      )
      break
    case 'refusal':
      mock.on({}, { error: { message: 'No.' }, status: wanted.status })
      break
    case 'vectors':
      break // aimock makes them up from the text
    default:
      wanted satisfies never
  }
}
