import * as z from 'zod/mini'
import { defineNode, type NodeDefinition, type NodeProblem, type VariableUse } from '../define-node.ts'
import type { Selector } from '../selectors.ts'
import { selectorField, usesInText } from './fields.ts'
import { USAGE_FIELDS } from './llm.ts'
import {
  checkModel,
  type MemoryConfig,
  type ModelChoice,
  memoryField,
  modelField,
  usesOfVision,
  type VisionConfig,
  visionField,
} from './model-fields.ts'

/** One class of questions. Its `id` is the handle that edges leave by; `name` is what the model reads. @public */
export type QuestionClass = { readonly id: string; readonly name: string; readonly label?: string }

/** @public */
export type QuestionClassifierConfig = {
  readonly query: Selector
  readonly model: ModelChoice
  readonly classes: readonly QuestionClass[]
  /** More about how to tell the classes apart. May hold `{{#node.name#}}`. */
  readonly instruction: string
  readonly memory?: MemoryConfig
  readonly vision: VisionConfig
}

function uses({ query, instruction, vision, memory }: QuestionClassifierConfig): readonly VariableUse[] {
  return [
    { selector: query, path: ['query'] },
    ...usesInText(instruction, ['instruction']),
    ...(memory?.queryTemplate ? usesInText(memory.queryTemplate, ['memory', 'queryTemplate']) : []),
    ...usesOfVision(vision),
  ]
}

function checkClasses(classes: readonly QuestionClass[]): readonly NodeProblem[] {
  if (classes.length === 0) return [{ code: 'FIELD_REQUIRED', path: ['classes'] }]
  const seen = new Set<string>()
  return classes.flatMap(({ id, name }, index): NodeProblem[] => {
    const isTaken = seen.has(id)
    seen.add(id)
    return [
      ...(isTaken
        ? [{ code: 'NAME_DUPLICATE' as const, path: ['classes', index, 'id'], params: { name: id } }]
        : []),
      ...(name.trim() === '' ? [{ code: 'FIELD_REQUIRED' as const, path: ['classes', index, 'name'] }] : []),
    ]
  })
}

/** A model chooses the way by the kind of question. @public */
export const questionClassifierNode: NodeDefinition<QuestionClassifierConfig> =
  defineNode<QuestionClassifierConfig>({
    type: 'question-classifier',
    version: 1,
    category: 'logic',
    config: z.object({
      query: selectorField,
      model: modelField,
      classes: z.array(z.object({ id: z.string(), name: z.string(), label: z.exactOptional(z.string()) })),
      instruction: z.string(),
      memory: z.exactOptional(memoryField),
      vision: visionField,
    }),
    defaults: {
      query: [],
      model: { provider: '', name: '', mode: 'chat', parameters: { temperature: 0 } },
      classes: [
        { id: '1', name: '' },
        { id: '2', name: '' },
      ],
      instruction: '',
      vision: { enabled: false },
    },
    outputs: ({ classes }) => [
      { name: 'class_name', type: 'string' },
      { name: 'class_id', type: 'string' },
      ...(classes.some((each) => each.label) ? [{ name: 'class_label', type: 'string' } as const] : []),
      { name: 'usage', type: 'object', fields: USAGE_FIELDS },
    ],
    handles: ({ classes }) =>
      classes.map(({ id, name, label }, index) => ({ id, label: label || name || String(index + 1) })),
    uses,
    check: ({ model, classes }, { environment }) => [
      ...checkModel(model, environment, ['model']),
      ...checkClasses(classes),
    ],
  })
