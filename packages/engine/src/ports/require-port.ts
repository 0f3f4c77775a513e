import { SkepError } from '@skep/schema'
import type { EnginePorts } from './ports.ts'

/** A port by name. @throws `PORT_MISSING`, which fails the node that asked and not the app. @public */
export function requirePort<Name extends keyof EnginePorts>(
  ports: EnginePorts,
  name: Name,
): NonNullable<EnginePorts[Name]> {
  const port = ports[name]
  if (!port) {
    throw new SkepError(
      'PORT_MISSING',
      `This node needs "${name}", which is not connected here. Give it to the engine or remove the node.`,
      { port: name },
    )
  }
  return port
}
