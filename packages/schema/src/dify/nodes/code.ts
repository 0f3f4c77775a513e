import type { JsonObject } from '../../json.ts'
import { CODE_LANGUAGES, type CodeConfig, type CodeOutput, type CodeVariable } from '../../nodes/code.ts'
import type { DifyMapper } from '../mapper.ts'
import { defined, type Reader } from '../reader.ts'

function readOutputs(outputs: Reader | undefined): CodeConfig['outputs'] {
  if (!outputs) return {}
  return Object.fromEntries(
    Object.keys(outputs.value).flatMap((name): (readonly [string, CodeOutput])[] => {
      const output = outputs.inner(name)
      if (!output) return []
      const children = output.inner('children')
      const type = output.valueType('type') ?? 'string'
      return [[name, { type, ...(children ? { children: readOutputs(children) } : {}) }]]
    }),
  )
}

function writeOutputs(outputs: CodeConfig['outputs']): JsonObject {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { type, children }]) => [
      name,
      { type, children: children ? writeOutputs(children) : null },
    ]),
  )
}

/** @internal */
export const codeMapper: DifyMapper<CodeConfig> = {
  type: 'code',
  difyTypes: ['code'],
  read: (data) => ({
    language: data.choice('code_language', CODE_LANGUAGES) ?? 'python3',
    code: data.text('code') ?? '',
    variables: data.items('variables').map((item) =>
      defined<CodeVariable>({
        variable: item.text('variable') ?? '',
        selector: item.selector('value_selector'),
        type: item.valueType('value_type'),
      }),
    ),
    outputs: readOutputs(data.inner('outputs')),
  }),
  write: ({ language, code, variables, outputs }) => ({
    code_language: language,
    code,
    variables: variables.map(({ variable, selector, type }) =>
      defined<JsonObject>({ variable, value_selector: selector, value_type: type }),
    ),
    outputs: writeOutputs(outputs),
  }),
}
