import * as z from 'zod/mini'
import { defineNode, type NodeDefinition } from '../define-node.ts'
import { FILE_FIELDS, usesInText } from './fields.ts'

/** `answer` is Markdown with `{{#node.name#}}` references. @public */
export type AnswerConfig = { readonly answer: string }

/** What the chat says. Streams as its variables arrive. @public */
export const answerNode: NodeDefinition<AnswerConfig> = defineNode<AnswerConfig>({
  type: 'answer',
  version: 1,
  category: 'flow',
  modes: ['chatflow', 'chat', 'agent', 'completion'],
  config: z.object({ answer: z.string() }),
  defaults: { answer: '' },
  outputs: () => [
    { name: 'answer', type: 'string' },
    { name: 'files', type: 'array[file]', fields: FILE_FIELDS },
  ],
  uses: ({ answer }) => usesInText(answer, ['answer']),
  check: ({ answer }) => (answer.trim() === '' ? [{ code: 'FIELD_REQUIRED', path: ['answer'] }] : []),
})
