import { answerNode, parseTemplate, selectorsInText, type Value } from '@skep/schema'
import { defineExecutor, type Executor } from '../define-executor.ts'
import { isFileValue } from '../variables/files.ts'

function filesIn(value: Value | undefined): readonly Value[] {
  if (Array.isArray(value)) return value.filter((item: Value) => isFileValue(item))
  return isFileValue(value) ? [value] : []
}

/** Says a text; several of a run are joined in the order in which they ran. @public */
export const answerExecutor: Executor = defineExecutor(
  answerNode,
  async ({ config, read, renderText }) => {
    const files = selectorsInText(config.answer).flatMap((selector) => filesIn(read(selector)))
    return { outputs: { answer: renderText(config.answer, 'answer'), files } }
  },
  { response: { template: ({ answer }) => parseTemplate(answer), merge: 'append' } },
)
