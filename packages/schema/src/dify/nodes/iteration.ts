import type { JsonObject } from '../../json.ts'
import { ITERATION_ERROR_MODES, type IterationConfig } from '../../nodes/iteration.ts'
import type { DifyMapper } from '../mapper.ts'
import { defined, type Reader } from '../reader.ts'

function read(data: Reader): IterationConfig {
  return defined<IterationConfig>({
    startNodeId: data.text('start_node_id') || undefined,
    iteratorSelector: data.selector('iterator_selector'),
    iteratorInputType: data.text('iterator_input_type') || undefined,
    outputSelector: data.selector('output_selector'),
    outputType: data.text('output_type') || undefined,
    isParallel: data.boolean('is_parallel') ?? false,
    parallelCount: data.count('parallel_nums') ?? 10,
    errorMode: data.choice('error_handle_mode', ITERATION_ERROR_MODES) ?? 'terminated',
    flattenOutput: data.boolean('flatten_output') ?? true,
  })
}

/** @internal */
export const iterationMapper: DifyMapper<IterationConfig> = {
  type: 'iteration',
  difyTypes: ['iteration'],
  read,
  write: (config) =>
    defined<JsonObject>({
      start_node_id: config.startNodeId,
      iterator_selector: config.iteratorSelector,
      iterator_input_type: config.iteratorInputType,
      output_selector: config.outputSelector,
      output_type: config.outputType,
      is_parallel: config.isParallel,
      parallel_nums: config.parallelCount,
      error_handle_mode: config.errorMode,
      flatten_output: config.flattenOutput,
    }),
}

/** @internal */
export const iterationStartMapper: DifyMapper = {
  type: 'iteration-start',
  difyTypes: ['iteration-start'],
  read: () => ({}),
  write: () => ({}),
}
