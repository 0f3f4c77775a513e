/**
 * Yields what a piece of work tells through a callback, as it tells it, and returns the result of the work.
 * @internal
 */
export async function* tellWhile<Told, Result>(
  work: (tell: (value: Told) => void) => Promise<Result>,
): AsyncGenerator<Told, Result, void> {
  const told: Told[] = []
  let isDone = false
  let wake = (): void => undefined
  const working = work((value) => {
    told.push(value)
    wake()
  }).finally(() => {
    isDone = true
    wake()
  })
  // Looked at below; until then its failure is nobody's.
  working.catch(() => undefined)
  for (;;) {
    yield* told.splice(0)
    if (isDone) return working
    await new Promise<void>((resolve) => {
      wake = resolve
      if (told.length > 0 || isDone) resolve()
    })
  }
}
