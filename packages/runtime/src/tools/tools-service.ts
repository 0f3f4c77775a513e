import type { ToolsApi } from '@skep/client'
import type { ToolsPort } from '@skep/engine'
import { isTool, SkepError, type ToolFace, type ToolReference } from '@skep/schema'
import { checkTools, faceOf, type HostTool, runHostTool } from './host-tool.ts'

/** @internal */
export interface ToolsService extends ToolsApi, ToolsPort {
  readonly faces: readonly ToolFace[]
}

/** All tools of a client: those of the page and those of the worker's entry. @throws `CALL_INVALID` @internal */
export function createToolsService(tools: readonly HostTool[]): ToolsService {
  checkTools(tools)
  const known = tools.map((tool) => ({ tool, face: faceOf(tool) }))
  const find = (reference: ToolReference) => {
    // The exact name before one that is only the same at its end.
    const exact = known.find(
      ({ face }) => face.provider === reference.provider && face.tool === reference.tool,
    )
    return exact ?? known.find(({ face }) => isTool(face, reference))
  }
  const faces = known.map(({ face }) => face)
  return {
    faces,
    list: async () => faces,
    find: async (reference) => find(reference)?.face,
    async *call({ parameters, ...reference }, { signal }) {
      const found = find(reference)
      if (!found) {
        const { provider, tool } = reference
        throw new SkepError(
          'TOOL_NOT_FOUND',
          `The tool "${tool}" of "${provider}" is not here. Pass it to createSkep in \`tools\`, or choose another one.`,
          { provider, tool },
        )
      }
      yield* runHostTool(found.tool, parameters, signal)
    },
  }
}
