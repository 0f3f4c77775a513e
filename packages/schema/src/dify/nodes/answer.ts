import type { AnswerConfig } from '../../nodes/answer.ts'
import type { DifyMapper } from '../mapper.ts'

/** @internal */
export const answerMapper: DifyMapper<AnswerConfig> = {
  type: 'answer',
  difyTypes: ['answer'],
  read: (data) => ({ answer: data.text('answer') ?? '' }),
  write: ({ answer }) => ({ answer, variables: [] }),
}
