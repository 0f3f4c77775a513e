import type { Host } from './connection.ts'
import type { CreateService } from './serve-endpoint.ts'

/** Runs the service in the page itself, over the same wire: slower for the page, the same in every answer. @internal */
export async function startMainHost(createService?: CreateService): Promise<Host> {
  const [{ serveEndpoint }, create] = await Promise.all([
    import('./serve-endpoint.ts'),
    createService ?? import('./service/create-service.ts').then((module) => module.createService()),
  ])
  const { port1, port2 } = new MessageChannel()
  serveEndpoint(port2, create)
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
      end('terminated')
    },
  }
}
