import type { JsonObject } from '../../json.ts'
import type { QuestionClass, QuestionClassifierConfig } from '../../nodes/question-classifier.ts'
import type { DifyMapper } from '../mapper.ts'
import { defined } from '../reader.ts'
import { readMemory, readModel, readVision, writeMemory, writeModel, writeVision } from './shared.ts'

/** @internal */
export const questionClassifierMapper: DifyMapper<QuestionClassifierConfig> = {
  type: 'question-classifier',
  difyTypes: ['question-classifier'],
  read: (data) =>
    defined<QuestionClassifierConfig>({
      query: data.selector('query_variable_selector'),
      model: readModel(data),
      classes: data.items('classes').map((item, index) =>
        defined<QuestionClass>({
          id: item.text('id') ?? String(index + 1),
          name: item.text('name') ?? '',
          label: item.text('label'),
        }),
      ),
      // Old files have it in the plural beside the singular.
      instruction: data.text('instruction') || data.text('instructions') || '',
      memory: readMemory(data),
      vision: readVision(data) ?? { enabled: false },
    }),
  write: ({ query, model, classes, instruction, memory, vision }) =>
    defined<JsonObject>({
      query_variable_selector: query,
      model: writeModel(model),
      classes: classes.map(({ id, name, label }) => defined<JsonObject>({ id, name, label })),
      instruction,
      memory: memory && writeMemory(memory),
      vision: writeVision(vision),
    }),
}
