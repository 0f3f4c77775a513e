import { documentExtractorNode, type FileValue, SkepError, type Value } from '@skep/schema'
import { defineExecutor, type Executor } from '../define-executor.ts'
import { requirePort } from '../ports/require-port.ts'
import { isFileValue } from '../variables/files.ts'

function fileOf(value: Value, selector: readonly string[]): FileValue {
  if (isFileValue(value)) return value
  throw new SkepError(
    'VARIABLE_TYPE',
    'Text can be read out of files only. Choose a variable that holds a file.',
    { selector: [...selector] },
  )
}

/** The text of one file, or the texts of a list of files in its order. A file that cannot be read fails the node. @public */
export const documentExtractorExecutor: Executor = defineExecutor(
  documentExtractorNode,
  async function* ({ config, read, ports, signal }) {
    const value = read(config.variable)
    if (value === undefined) {
      throw new SkepError('VARIABLE_NOT_FOUND', `There is no file at "${config.variable.join('.')}".`, {
        selector: [...config.variable],
      })
    }
    const files = (Array.isArray(value) ? (value as readonly Value[]) : [value]).map(
      (
        each, // Array.isArray loses the item type
      ) => fileOf(each, config.variable),
    )
    yield { type: 'inputs', inputs: { files: files.map(({ name }) => name) } }
    const texts: string[] = []
    for (const [index, file] of files.entries()) {
      const port = requirePort(ports, 'documentText')
      if (files.length > 1) {
        yield { type: 'progress', message: file.name, data: { done: index, total: files.length } }
      }
      texts.push(await port.extractText(file, { signal }))
    }
    return {
      outputs: { text: Array.isArray(value) ? texts : (texts[0] ?? '') },
      process: { documents: files.map(({ name, mimeType, sizeBytes }) => ({ name, mimeType, sizeBytes })) },
    }
  },
)
