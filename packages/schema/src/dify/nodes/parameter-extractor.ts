import type { JsonObject } from '../../json.ts'
import {
  type ExtractedParameter,
  PARAMETER_TYPES,
  type ParameterExtractorConfig,
  type ParameterType,
} from '../../nodes/parameter-extractor.ts'
import type { DifyMapper } from '../mapper.ts'
import { defined, type Reader, toValueType } from '../reader.ts'
import { readMemory, readModel, readVision, writeMemory, writeModel, writeVision } from './shared.ts'

function readType(item: Reader): ParameterType {
  const name = item.text('type') ?? 'string'
  // `bool` and capital letters are of old files.
  const wanted = name === 'select' ? name : toValueType(name)
  const type = PARAMETER_TYPES.find((each) => each === wanted)
  if (!type) item.approximate(`the parameter type ${name.slice(0, 40)} is read as a text`)
  return type ?? 'string'
}

function readParameter(item: Reader): ExtractedParameter {
  const options = item.texts('options')
  return defined<ExtractedParameter>({
    name: item.text('name') ?? '',
    type: readType(item),
    description: item.text('description') ?? '',
    required: item.boolean('required') ?? false,
    options: options.length > 0 ? options : undefined,
  })
}

/** @internal */
export const parameterExtractorMapper: DifyMapper<ParameterExtractorConfig> = {
  type: 'parameter-extractor',
  difyTypes: ['parameter-extractor'],
  read: (data) =>
    defined<ParameterExtractorConfig>({
      model: readModel(data),
      query: data.selector('query'),
      parameters: data.items('parameters').map(readParameter),
      instruction: data.text('instruction') ?? '',
      // A file without the key means what the engine assumes, not what the editor writes.
      reasoningMode: data.choice('reasoning_mode', ['prompt', 'function_call']) ?? 'function_call',
      memory: readMemory(data),
      vision: readVision(data) ?? { enabled: false },
    }),
  write: ({ model, query, parameters, instruction, reasoningMode, memory, vision }) =>
    defined<JsonObject>({
      model: writeModel(model),
      query,
      parameters: parameters.map(({ name, type, description, required, options }) =>
        defined<JsonObject>({ name, type, description, required, options }),
      ),
      instruction,
      reasoning_mode: reasoningMode,
      memory: memory && writeMemory(memory),
      vision: writeVision(vision),
    }),
}
