import type { TemplateTransformConfig } from '../../nodes/template-transform.ts'
import type { DifyMapper } from '../mapper.ts'
import { readBinding, writeBinding } from './shared.ts'

/** @internal */
export const templateTransformMapper: DifyMapper<TemplateTransformConfig> = {
  type: 'template-transform',
  difyTypes: ['template-transform'],
  read: (data) => ({
    template: data.text('template') ?? '',
    variables: data.items('variables').map(readBinding),
  }),
  write: ({ template, variables }) => ({ template, variables: variables.map(writeBinding) }),
}
