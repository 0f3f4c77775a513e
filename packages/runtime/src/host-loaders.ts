import type { HostLoaded, HostLoader, LoadStep, SourceFile } from '@skep/knowledge'
import type { JsonObject } from '@skep/schema'
import type { HostFunction } from './host-functions.ts'
import type { HostLink } from './host-link.ts'

/** What a loader of the page sends back: how far it is, and at last what it read. */
type Sent = { readonly step: LoadStep } | { readonly loaded: HostLoaded }

/** The name of a page's loader among its functions. @internal */
export function loaderFunctionName({ id }: Pick<HostLoader, 'id'>): string {
  return `loaders.${JSON.stringify(id)}`
}

/** A page's loader as the worker calls it. @internal */
export function loaderFunction(loader: HostLoader): HostFunction {
  return {
    stream: ([file], signal) => load(loader, file as SourceFile, signal), // sent by our own worker
  }
}

async function* load(loader: HostLoader, file: SourceFile, signal: AbortSignal): AsyncGenerator<Sent> {
  const steps: LoadStep[] = []
  let isDone = false
  let wake = (): void => undefined
  const onProgress = (step: LoadStep): void => {
    steps.push(step)
    wake()
  }
  const work = (async () => loader.load(file, { signal, onProgress }))().finally(() => {
    isDone = true
    wake()
  })
  // Awaited below, after the last step.
  work.catch(() => undefined)
  while (!isDone) {
    yield* steps.splice(0).map((step) => ({ step }))
    if (!isDone && steps.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  yield { loaded: await work }
}

/** What crosses to the worker of a page's loader: all but its function. @internal */
export function describeLoader({ id, extensions, mimeTypes }: HostLoader): JsonObject {
  return {
    id,
    ...(extensions ? { extensions: [...extensions] } : {}),
    ...(mimeTypes ? { mimeTypes: [...mimeTypes] } : {}),
  }
}

/** The page's loaders on the worker's side. @internal */
export function pageLoaders(
  host: Pick<HostLink, 'stream'>,
  described: readonly JsonObject[],
): readonly HostLoader[] {
  return described.map((data) => {
    const loader = data as unknown as Omit<HostLoader, 'load'> // from `describeLoader`
    return {
      ...loader,
      async load(file, { signal, onProgress }) {
        for await (const item of host.stream(loaderFunctionName(loader), [file], signal)) {
          const sent = item as Sent // typed on the page's side; what was read is checked where it is used
          if ('loaded' in sent) return sent.loaded
          onProgress(sent.step)
        }
        return ''
      },
    }
  })
}
