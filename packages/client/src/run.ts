import { isRunEnd, type RunEvent } from './run-events.ts'
import type { RunRequest, RunsApi } from './runs.ts'

/** `SkepClient.run` for anything that implements `RunsApi`: starts, yields to the end, stops the run on abort. @public */
export async function* streamRun(
  runs: RunsApi,
  request: RunRequest,
  options: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<RunEvent, void, void> {
  options.signal?.throwIfAborted()
  const { runId } = await runs.start(request)
  const stop = (): void => void runs.stop(runId).catch(() => undefined) // the run may just have ended by itself
  options.signal?.addEventListener('abort', stop, { once: true })
  if (options.signal?.aborted) stop()
  try {
    for await (const event of runs.events(runId)) {
      yield event
      if (isRunEnd(event)) return
    }
  } finally {
    options.signal?.removeEventListener('abort', stop)
  }
}
