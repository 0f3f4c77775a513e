import { SkepError, serverOnlyNodes } from '@skep/schema'
import { defineExecutor, type Executor } from '../define-executor.ts'

/** Types that only a server runs: a run that comes to one fails there with `NODE_NEEDS_SERVER`. @public */
export const serverOnlyExecutors: readonly Executor[] = serverOnlyNodes.map((definition) =>
  defineExecutor(definition, async ({ node }) => {
    throw new SkepError(
      'NODE_NEEDS_SERVER',
      `"${node.title || node.id}" is a node of the type ${node.type}, which runs on a server only. Take it out or run the app on a server.`,
      { nodeId: node.id, nodeType: node.type },
    )
  }),
)
