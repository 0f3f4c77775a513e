import type { TestProject } from 'vitest/node'
import { startHttpServer } from './http-server.fixture.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a server of another origin listens during browser tests. */
    httpServerUrl: string
  }
}

/** Starts the server for tests that run in a browser and cannot start one themselves. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = await startHttpServer()
  provide('httpServerUrl', server.url)
  return () => server.close()
}
