import { appTool, SkepError, type ToolFace, type ToolReference } from '@skep/schema'
import type { EnginePorts } from '../ports/ports.ts'
import { requirePort } from '../ports/require-port.ts'
import { APP_PROVIDER } from './call-tool.ts'

function toolNotFound({ provider, tool }: ToolReference): SkepError {
  return new SkepError(
    'TOOL_NOT_FOUND',
    `The tool "${tool || provider}" of "${provider}" is not here. Give it to Skep as a tool of the host, or choose another one.`,
    { provider, tool, errorType: 'ToolInvokeError' },
  )
}

/**
 * What is known of a tool. Nothing where the port does not say; an app tells its own form.
 * @throws `TOOL_NOT_FOUND` where the port knows its tools and this is none of them; `APP_NOT_FOUND`, `PORT_MISSING`.
 * @internal
 */
export async function findTool(reference: ToolReference, ports: EnginePorts): Promise<ToolFace | undefined> {
  const { providerType, provider, tool } = reference
  if (providerType === APP_PROVIDER) return appTool(await requirePort(ports, 'subApps').load(provider))
  const port = requirePort(ports, 'tools')
  if (!port.find) return undefined
  const face = await port.find({ providerType, provider, tool })
  if (!face) throw toolNotFound(reference)
  return face
}
