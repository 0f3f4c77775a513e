import wasmUrl from '@jitl/quickjs-wasmfile-release-sync/wasm?url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands } from 'vitest/browser'
import { expectCheck, JAVASCRIPT_RULES } from './check-rules.fixture.ts'
import { checkSnippet, type HostileSnippet, OWN_SNIPPETS } from './hostile-snippets.fixture.ts'
import { createJavaScriptSandbox } from './javascript-sandbox.ts'
import { compileFrom } from './quickjs-host.ts'
import { spawnBrowserSandboxWorker } from './spawn-browser.ts'

const CORPUS = '../shared/hostile/sandbox.json'
/** Refused where the test server may not read outside the repository; the same corpus runs under Node then. */
const snippets: readonly HostileSnippet[] = await commands.readFile(CORPUS).then(
  (text) => JSON.parse(text).snippets,
  () => [],
)

const workerUrl = new URL('./worker.ts', import.meta.url)
const sandbox = createJavaScriptSandbox({
  spawn: () => spawnBrowserSandboxWorker(workerUrl),
  wasm: new URL(wasmUrl, location.href).href,
})
const LIMITS = { timeoutMs: 5_000, memoryBytes: 64 * 1_048_576, outputBytes: 1_000_000 }
const { signal } = new AbortController()

beforeAll(async () => {
  // The first run loads the worker through the test server, which compiles it.
  await sandbox.run(
    { language: 'javascript', code: 'const main = () => 1', inputs: {}, limits: LIMITS },
    { signal },
  )
})

afterAll(() => sandbox.close())

describe('in Chromium', () => {
  it.each(JAVASCRIPT_RULES)('a check finds %s and runs nothing', async (_, rule) => {
    await expectCheck(sandbox, 'javascript', rule)
  })

  it('runs main with its inputs', async () => {
    const code = 'async function main({ a }) { console.log(a); return { twice: a * 2 } }'
    const request = { language: 'javascript', code, inputs: { a: 21 }, limits: LIMITS } as const
    expect(await sandbox.run(request, { signal })).toEqual({ result: { twice: 42 }, logs: ['21'] })
  })

  it('names the line of an error', async () => {
    const request = {
      language: 'javascript',
      code: '\nconst main = () => nobody',
      inputs: {},
      limits: LIMITS,
    } as const
    await expect(sandbox.run(request, { signal })).rejects.toMatchObject({
      code: 'CODE_FAILED',
      data: { line: 2 },
    })
  })

  it('ends a loop at its deadline and runs the next node at once', async () => {
    const request = { language: 'javascript', inputs: {}, limits: { ...LIMITS, timeoutMs: 300 } } as const
    await expect(sandbox.run({ ...request, code: 'for (;;);' }, { signal })).rejects.toMatchObject({
      code: 'CODE_TIMEOUT',
    })
    expect(
      (await sandbox.run({ ...request, code: 'const main = () => ({ ok: 1 })' }, { signal })).result,
    ).toEqual({
      ok: 1,
    })
  })

  it('takes QuickJS as bytes or as a compiled module', async () => {
    const bytes = await (await fetch(wasmUrl)).arrayBuffer()
    const module = await compileFrom(new URL(wasmUrl, location.href).href)
    for (const wasm of [bytes, module]) {
      const other = createJavaScriptSandbox({ spawn: () => spawnBrowserSandboxWorker(workerUrl), wasm })
      const request = {
        language: 'javascript',
        code: 'const main = () => 1',
        inputs: {},
        limits: LIMITS,
      } as const
      expect((await other.run(request, { signal })).result).toBe(1)
      other.close()
    }
  })

  it('says that the worker file is missing', async () => {
    const lost = createJavaScriptSandbox({ spawn: () => spawnBrowserSandboxWorker('/nowhere/worker.js') })
    const request = { language: 'javascript', code: '', inputs: {}, limits: LIMITS } as const
    await expect(lost.run(request, { signal })).rejects.toMatchObject({ code: 'CODE_LANGUAGE_UNAVAILABLE' })
    lost.close()
  })

  it('says that the wasm file is missing', async () => {
    const lost = createJavaScriptSandbox({
      spawn: () => spawnBrowserSandboxWorker(workerUrl),
      wasm: new URL('/nowhere/quickjs.wasm', location.href).href,
    })
    const request = { language: 'javascript', code: '', inputs: {}, limits: LIMITS } as const
    await expect(lost.run(request, { signal })).rejects.toMatchObject({ code: 'CODE_LANGUAGE_UNAVAILABLE' })
    lost.close()
  })
})

describe('the hostile corpus in ../shared, in Chromium', () => {
  if (snippets.length === 0)
    it.skip('cannot be read by this test server; it runs under Node', () => undefined)

  it.each(snippets)('$id ends as $expect and the next node runs', (snippet) =>
    checkSnippet(sandbox, snippet, 5_000),
  )
})

it.each(OWN_SNIPPETS)('hostile in Chromium: $id ends as $expect and the next node runs', (snippet) =>
  checkSnippet(sandbox, snippet, 1_500),
)
