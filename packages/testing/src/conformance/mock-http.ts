import type { RunEvent } from '@skep/client'
import {
  type Executor,
  type ExecutorContext,
  type ExecutorEvent,
  type ExecutorResult,
  type HttpPort,
  withPorts,
} from '@skep/engine'
import { SkepError } from '@skep/schema'
import type { HttpMock } from './case-file.ts'

/** A request that a run made. @internal */
export interface HttpRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** The progress event by which an executor tells the runner of a request; it crosses any wire. */
const REQUEST_MESSAGE = 'conformance: request'

function withoutQuery(url: string): string {
  return url.split('?', 1)[0] ?? url
}

/** Whether a URL is that of a mock: `*` stands for any tail, and the query is not compared. @internal */
export function isUrlOf(url: string, pattern: string): boolean {
  const path = withoutQuery(url)
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === withoutQuery(pattern)
}

/** The transport of a case; requests are kept in `requests`. */
function mockHttp(mocks: readonly HttpMock[], requests: HttpRequest[]): HttpPort {
  return {
    fetch: async ({ method, url, headers }) => {
      requests.push({ method, url, headers: { ...headers } })
      const mock = mocks.find(
        (each) => each.method.toUpperCase() === method.toUpperCase() && isUrlOf(url, each.url),
      )
      if (!mock?.response) {
        throw new SkepError('NODE_FAILED', 'The server cannot be reached. Check the address and try again.')
      }
      const { status, headers: answered, body } = mock.response
      return { status, headers: answered ?? {}, body: new TextEncoder().encode(body ?? '') }
    },
  }
}

/** Runs an executor over the transport of a case, and tells of each request as it goes out. @internal */
export async function* withMockedHttp(
  executor: Executor,
  context: ExecutorContext<unknown>,
  mocks: readonly HttpMock[],
): AsyncGenerator<ExecutorEvent, ExecutorResult, void> {
  const requests: HttpRequest[] = []
  const made = executor.execute(withPorts(context, { ...context.ports, http: mockHttp(mocks, requests) }))
  const next = 'then' in made ? async () => ({ done: true, value: await made }) as const : () => made.next()
  const told = (): readonly ExecutorEvent[] =>
    requests.splice(0).map((request) => ({
      type: 'progress',
      message: REQUEST_MESSAGE,
      // As numbers: a run conceals its secrets in every text that it tells.
      data: { bytes: [...new TextEncoder().encode(JSON.stringify(request))] },
    }))
  try {
    for (;;) {
      const step = await next()
      yield* told()
      if (step.done) return step.value
      yield step.value
    }
  } catch (error) {
    yield* told()
    throw error
  } finally {
    if ('return' in made) await made.return({ outputs: {} })
  }
}

/** The requests that a run made, in order. @internal */
export function requestsOf(events: readonly RunEvent[]): readonly HttpRequest[] {
  return events.flatMap((event) => {
    if (event.type !== 'node_progress' || event.message !== REQUEST_MESSAGE) return []
    const bytes = event.data?.bytes as readonly number[] // written above
    return [JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes))) as HttpRequest] // written above
  })
}
