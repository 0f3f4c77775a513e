import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { LLMock } from '@copilotkit/aimock'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** The example backend of `@skep/models` as it is, before a third-party model server; its token is `visitor`. */
    modelBackendUrl: string
  }
}

/** Starts both for tests that run in a browser and cannot start one themselves. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const backend = await startModelBackend()
  provide('modelBackendUrl', backend.url)
  return backend.close
}

/** @internal */
export async function startModelBackend(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const mock = new LLMock({
    port: 0,
    host: '127.0.0.1',
    logLevel: 'silent',
    auth: { apiKeys: ['sk-upstream'] },
  })
  await mock.start()
  mock.on({}, { content: 'About 30,000 bees.' }, { chunkSize: 4 })
  const port = await freePort()
  const backend: ChildProcess = fork(join(import.meta.dirname, '../../models/examples/backend.mjs'), {
    env: {
      OPENAI_BASE_URL: `${mock.url}/v1`,
      OPENAI_API_KEY: 'sk-upstream',
      HOST_TOKEN: 'visitor',
      CHAT_MODEL: 'small',
      EMBEDDING_MODEL: 'embed-small',
      ORIGIN: '*',
      PORT: String(port),
    },
  })
  const url = `http://127.0.0.1:${port}`
  for (let tries = 0; !(await answers(url)) && tries < 200; tries++) await setTimeout(100)
  return {
    url,
    async close() {
      backend.kill()
      await mock.stop()
    },
  }
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  )
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // of a TCP server
  server.close()
  await once(server, 'close')
  return port
}
