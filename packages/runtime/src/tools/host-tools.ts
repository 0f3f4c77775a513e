import type { ToolPart } from '@skep/engine'
import type { JsonObject } from '@skep/schema'
import type { HostFunction } from '../host-functions.ts'
import type { HostLink } from '../host-link.ts'
import { type HostTool, runHostTool } from './host-tool.ts'

/** The name of a page's tool among its functions. @internal */
export function toolFunctionName({ provider, name }: Pick<HostTool, 'provider' | 'name'>): string {
  return `tools.${JSON.stringify([provider, name])}`
}

/** A page's tool as the worker calls it. @internal */
export function toolFunction(tool: HostTool): HostFunction {
  return {
    stream: ([parameters], signal) => runHostTool(tool, parameters as JsonObject, signal), // sent by our own worker
  }
}

/** What crosses to the worker of a page's tool: all but its function. @internal */
export function describeTool(tool: HostTool): JsonObject {
  const { name, provider, label, description, parameters, outputs } = tool
  return {
    name,
    provider,
    description,
    parameters,
    ...(label === undefined ? {} : { label }),
    ...(outputs ? { outputs } : {}),
  }
}

/** The page's tools on the worker's side. @internal */
export function pageTools(
  host: Pick<HostLink, 'stream'>,
  described: readonly JsonObject[],
): readonly HostTool[] {
  return described.map((data) => {
    const tool = data as unknown as Omit<HostTool, 'run'> // from `describeTool`
    return {
      ...tool,
      run: (parameters, { signal }) =>
        host.stream(toolFunctionName(tool), [parameters], signal) as AsyncIterable<ToolPart>, // typed on the page's side
    }
  })
}
