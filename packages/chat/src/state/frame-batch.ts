const HIDDEN_TAB_MS = 200

/** Calls `flush` at most once per frame however often it is asked; in a hidden tab, where no frames come, by a timer. @internal */
export function createFrameBatch(flush: () => void): { readonly ask: () => void; readonly now: () => void } {
  let frame: number | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  const now = (): void => {
    if (frame !== null) cancelAnimationFrame(frame)
    if (timer !== null) clearTimeout(timer)
    frame = null
    timer = null
    flush()
  }
  return {
    now,
    ask() {
      if (frame !== null) return
      frame = requestAnimationFrame(now)
      timer = setTimeout(now, HIDDEN_TAB_MS)
    },
  }
}
