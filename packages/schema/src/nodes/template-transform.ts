import * as z from 'zod/mini'
import { defineNode, type NodeDefinition } from '../define-node.ts'
import { bindingField, checkNames, checkTemplate, usesOfBindings, type VariableBinding } from './fields.ts'

/** `template` is Jinja2 over the named variables. @public */
export type TemplateTransformConfig = {
  readonly template: string
  readonly variables: readonly VariableBinding[]
}

/** Writes a text from variables. @public */
export const templateTransformNode: NodeDefinition<TemplateTransformConfig> =
  defineNode<TemplateTransformConfig>({
    type: 'template-transform',
    version: 1,
    category: 'transform',
    config: z.object({ template: z.string(), variables: z.array(bindingField) }),
    defaults: { template: '', variables: [] },
    outputs: () => [{ name: 'output', type: 'string' }],
    uses: ({ variables }) => usesOfBindings(variables, 'variables', { optional: true }),
    check: ({ template, variables }, { environment }) => [
      ...(template.trim() === '' ? [{ code: 'FIELD_REQUIRED' as const, path: ['template'] }] : []),
      ...checkTemplate(template, environment, ['template']),
      ...checkNames(
        variables.map((each) => each.variable),
        (index) => ['variables', index, 'variable'],
      ),
    ],
  })
