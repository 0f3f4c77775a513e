import type { TestProject } from 'vitest/node'
import { startCountingServer } from './counting-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a server of another origin counts requests during browser tests. */
    countingServerUrl: string
  }
}

export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = await startCountingServer()
  provide('countingServerUrl', server.url)
  return () => server.close()
}
