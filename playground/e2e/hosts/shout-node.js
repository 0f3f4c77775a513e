// A node type of the host's own, first face: what it is. The page and the worker both need it.
import { defineNode } from '@skep/schema'
import * as z from 'zod/mini'

export const shoutNode = defineNode({
  type: 'shout',
  version: 1,
  category: 'transform',
  config: z.object({ text: z.array(z.string()) }),
  defaults: { text: [] },
  outputs: () => [{ name: 'result', type: 'string' }],
  uses: ({ text }) => [{ selector: text, path: ['text'], types: ['string'] }],
})
