// Second face: how it runs. This is the worker that the page starts in place of Skep's own.
import { defineExecutor } from '@skep/engine'
import { serve } from '@skep/runtime'
import { shoutNode } from './shout-node.js'

const shout = defineExecutor(shoutNode, async ({ config, read }) => ({
  outputs: { result: String(read(config.text) ?? '').toUpperCase() },
}))

serve({ nodes: [shoutNode], executors: [shout] })
