import { SkepError } from '@skep/schema'

/** Lets other work of this thread go on in between, and ends the work when its signal fires. */
export interface Pacer {
  /** Resolves after the event loop has turned. @throws `CALL_ABORTED` */
  rest(): Promise<void>
  /** Like `rest`, but only when the last rest is longer ago than a slice of work may take. */
  restIfDue(): Promise<void> | undefined
}

const SLICE_MS = 12

/** A turn of the event loop without the 4 ms that nested timers cost. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      port2.close()
      resolve()
    }
    port2.postMessage(null)
  })
}

export function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new SkepError('CALL_ABORTED', 'Loading the document was stopped.')
}

export function createPacer(signal: AbortSignal): Pacer {
  let last = performance.now()
  const rest = async () => {
    throwIfStopped(signal)
    await turn()
    last = performance.now()
    throwIfStopped(signal)
  }
  return { rest, restIfDue: () => (performance.now() - last > SLICE_MS ? rest() : undefined) }
}
