import type { JsonObject } from '../../json.ts'
import type { EndConfig, EndOutput } from '../../nodes/end.ts'
import type { DifyMapper } from '../mapper.ts'
import { defined } from '../reader.ts'

/** @internal */
export const endMapper: DifyMapper<EndConfig> = {
  type: 'end',
  difyTypes: ['end'],
  read: (data) => ({
    outputs: data.items('outputs').map((item) =>
      defined<EndOutput>({
        variable: item.text('variable') ?? '',
        selector: item.selector('value_selector'),
        type: item.valueType('value_type'),
      }),
    ),
  }),
  write: ({ outputs }) => ({
    outputs: outputs.map(({ variable, selector, type }) =>
      defined<JsonObject>({ variable, value_selector: selector, value_type: type }),
    ),
  }),
}
