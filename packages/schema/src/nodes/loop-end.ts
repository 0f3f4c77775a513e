import { defineNode, type NodeDefinition } from '../define-node.ts'
import { jsonObjectField } from './fields.ts'

/** Ends the loop around it after the round that comes here. @public */
export const loopEndNode: NodeDefinition = defineNode({
  type: 'loop-end',
  version: 1,
  category: 'logic',
  config: jsonObjectField,
  defaults: {},
  outputs: () => [],
  handles: () => [],
  uses: () => [],
})
