import type { Host } from './link.ts'
import type { CreateService } from './serve-endpoint.ts'
import type { ServeOptions } from './service/create-service.ts'
import { within } from './within.ts'

const CLOSE_MS = 3000

/** The service of an ordinary client, with what the page adds to it. */
async function loadService(extensions?: ServeOptions): Promise<CreateService> {
  const { createService } = await import('./service/create-service.ts')
  return createService(extensions)
}

/** Runs the service in the page itself, over the same wire: slower for the page, the same in every answer. @internal */
export async function startMainHost(service?: CreateService | ServeOptions): Promise<Host> {
  const [{ serveEndpoint }, create] = await Promise.all([
    import('./serve-endpoint.ts'),
    typeof service === 'function' ? service : loadService(service),
  ])
  const { port1, port2 } = new MessageChannel()
  const served = serveEndpoint(port2, create)
  port1.start()
  port2.start()
  let end: (reason: string) => void = () => undefined
  const died = new Promise<string>((resolve) => {
    end = resolve
  })
  return {
    kind: 'main',
    endpoint: port1,
    died,
    terminate() {
      port1.close()
      port2.close()
      // Nothing can be killed here: what it began must end before another takes its place.
      void within(served.close(), CLOSE_MS).finally(() => end('terminated'))
    },
  }
}
