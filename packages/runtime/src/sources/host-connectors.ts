import type { SourceConnector } from '@skep/knowledge'
import { hasErrorCode, SkepError } from '@skep/schema'
import type { HostFunction } from '../host-functions.ts'
import type { HostLink } from '../host-link.ts'

/** Document sources of the host's own, by name: drives, wikis, ticket systems. @public */
export type HostConnectors = Readonly<Record<string, SourceConnector>>

type Method = keyof SourceConnector

function functionName(connector: string, method: Method): string {
  return `connectors.${JSON.stringify([connector, method])}`
}

/** The connectors of a page under the names by which the worker calls them: streams of one answer, which can be stopped. @internal */
export function* connectorFunctions(connectors: HostConnectors): Generator<readonly [string, HostFunction]> {
  for (const [name, connector] of Object.entries(connectors)) {
    yield [
      functionName(name, 'list'),
      once(([options], signal) => connector.list({ ...(options as { next?: string }), signal })), // sent by our own worker
    ]
    yield [
      functionName(name, 'fetch'),
      once(([item], signal) => connector.fetch(item as Parameters<SourceConnector['fetch']>[0], { signal })), // as above
    ]
    const { changedSince } = connector
    if (!changedSince) continue
    yield [
      functionName(name, 'changedSince'),
      once(([cursor], signal) => changedSince.call(connector, String(cursor), { signal })),
    ]
  }
}

/** The connectors of the page on the worker's side. @internal */
export function pageConnectors(
  host: Pick<HostLink, 'has' | 'stream'>,
  names: readonly string[],
): Readonly<Record<string, SourceConnector>> {
  const ask = async (
    name: string,
    method: Method,
    args: readonly unknown[],
    signal: AbortSignal,
  ): Promise<never> => {
    try {
      for await (const answer of host.stream(functionName(name, method), args, signal)) {
        return answer as never // of the shape of the host's own function; the sync checks what it reads
      }
    } catch (error) {
      // Its words may hold anything, addresses with keys too.
      if (hasErrorCode(error) && error.code === 'HOST_FUNCTION_FAILED') throw failed(name, method)
      throw error
    }
    throw new SkepError(
      'HOST_FUNCTION_FAILED',
      `The connector ${name} gave no answer. Return data from it.`,
      {
        connector: name,
      },
    )
  }
  const entries = names.map((name): readonly [string, SourceConnector] => [
    name,
    {
      list: ({ next, signal }) => ask(name, 'list', [next === undefined ? {} : { next }], signal),
      fetch: (item, { signal }) => ask(name, 'fetch', [item], signal),
      ...(host.has(functionName(name, 'changedSince'))
        ? { changedSince: (cursor, { signal }) => ask(name, 'changedSince', [cursor], signal) }
        : {}),
    },
  ])
  return Object.fromEntries(entries)
}

function failed(connector: string, method: Method): SkepError {
  return new SkepError(
    'SOURCE_FAILED',
    `The connector ${connector} of this page failed. Try again later, or check its connection.`,
    { connector, method },
  )
}

function once(work: (args: readonly unknown[], signal: AbortSignal) => Promise<unknown>): HostFunction {
  return {
    async *stream(args, signal) {
      yield await work(args, signal)
    },
  }
}
