import { readFileSync, writeFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'

const KIBIBYTES = 1024

/** Memory of the processes that a browser's pages and their workers run in, in MB. */
export interface RendererMemory {
  /** Now. Undefined where it cannot be measured. */
  now(): Promise<number | undefined>
  /** At most since the last call of `reset`. */
  peak(): Promise<number | undefined>
  /** Forgets the peak. */
  reset(): Promise<void>
}

/** Reads what the kernel counts (Linux); elsewhere there is nothing to read. */
export async function rendererMemory(browser: Browser): Promise<RendererMemory> {
  const session = await browser.newBrowserCDPSession()
  const renderers = async (): Promise<readonly number[]> => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo')
    return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
  }
  const read = async (field: string): Promise<number | undefined> => {
    let total = 0
    for (const id of await renderers()) {
      try {
        const status = readFileSync(`/proc/${id}/status`, 'utf8')
        total += Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN)
      } catch {
        return undefined
      }
    }
    return Number.isFinite(total) ? total / KIBIBYTES : undefined
  }
  return {
    now: () => read('VmRSS'),
    peak: () => read('VmHWM'),
    async reset() {
      for (const id of await renderers()) {
        try {
          // 5 is "reset the peak" (proc(5)).
          writeFileSync(`/proc/${id}/clear_refs`, '5')
        } catch {
          // Not on this system: then there is no peak either.
        }
      }
    },
  }
}
