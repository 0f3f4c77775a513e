import type { CodeProgress } from '@skep/engine'
import scriptUrl from 'pyodide/pyodide.asm.mjs?url'
import wasmUrl from 'pyodide/pyodide.asm.wasm?url'
import libraryUrl from 'pyodide/python_stdlib.zip?url'
import { afterAll, describe, expect, it } from 'vitest'
import corpus from '../fixtures/hostile-python.json'
import { expectCheck, PYTHON_RULES } from './check-rules.fixture.ts'
import { checkSnippet, type HostileSnippet } from './hostile-snippets.fixture.ts'
import { createPythonSandbox } from './python-sandbox.ts'
import { spawnBrowserSandboxWorker } from './spawn-browser.ts'

const workerUrl = new URL('./python-worker.fixture.ts', import.meta.url)
const absolute = (url: string): string => new URL(url, location.href).href
const files = { script: absolute(scriptUrl), wasm: absolute(wasmUrl), library: absolute(libraryUrl) }
const sandbox = createPythonSandbox({ spawn: () => spawnBrowserSandboxWorker(workerUrl), files })
const LIMITS = { timeoutMs: 30_000, memoryBytes: 64 * 1_048_576, outputBytes: 1_000_000 }
const { signal } = new AbortController()

/** Under Node all of them run; here those that differ by the host, and one of each other kind. */
const HERE = /^(escape|network|host|persistence|injection)$/
const OTHERS = new Set(['p22', 'p27', 'p31', 'p33', 'p36', 'p39', 'p41', 'p43'])
const snippets = (corpus.snippets as readonly (HostileSnippet & { readonly family: string })[]).filter(
  ({ id, family }) => HERE.test(family) || OTHERS.has(id),
) // in the format of the corpus

afterAll(() => sandbox.close())

describe('Python in Chromium', () => {
  it('loads when it is first used, tells how far it has come, and runs main with its inputs', async () => {
    const told: CodeProgress[] = []
    const code = 'def main(a):\n    print(a)\n    return {"twice": a * 2}'
    const request = { language: 'python3', code, inputs: { a: 21 }, limits: LIMITS } as const
    expect(await sandbox.run(request, { signal, onProgress: (progress) => told.push(progress) })).toEqual({
      result: { twice: 42 },
      logs: ['21'],
    })
    expect(told.at(-1)).toEqual({ loadedBytes: 12_143_855, totalBytes: 12_143_855 })
    expect(told.every(({ loadedBytes }, at) => loadedBytes >= (told[at - 1]?.loadedBytes ?? 0))).toBe(true)
    const again: CodeProgress[] = []
    await sandbox.run(request, { signal, onProgress: (progress) => again.push(progress) })
    expect(again).toEqual([])
  })

  it.each(PYTHON_RULES)('a check finds %s and runs nothing', async (_, rule) => {
    await expectCheck(sandbox, 'python3', rule)
  })

  it('names the line of an error', async () => {
    const code = '\ndef main():\n    return nobody'
    await expect(
      sandbox.run({ language: 'python3', code, inputs: {}, limits: LIMITS }, { signal }),
    ).rejects.toMatchObject({
      code: 'CODE_FAILED',
      message: "The code failed (line 3): NameError: name 'nobody' is not defined",
      data: { line: 3, name: 'NameError' },
    })
  })

  it('ends a loop at its deadline and runs the next node', async () => {
    const request = { language: 'python3', inputs: {}, limits: { ...LIMITS, timeoutMs: 300 } } as const
    await expect(
      sandbox.run({ ...request, code: 'while True:\n    pass' }, { signal }),
    ).rejects.toMatchObject({ code: 'CODE_TIMEOUT' })
    const healthy = { ...request, code: 'def main():\n    return {"ok": 1}', limits: LIMITS }
    expect((await sandbox.run(healthy, { signal })).result).toEqual({ ok: 1 })
  })

  it.each(['script', 'wasm', 'library'] as const)('says that its %s is missing', async (file) => {
    const lost = createPythonSandbox({
      spawn: () => spawnBrowserSandboxWorker(workerUrl),
      files: { ...files, [file]: absolute(`/nowhere/${file}.js`) },
    })
    const request = { language: 'python3', code: '', inputs: {}, limits: LIMITS } as const
    await expect(lost.run(request, { signal })).rejects.toMatchObject({ code: 'CODE_LANGUAGE_UNAVAILABLE' })
    lost.close()
  })
})

it('leaves nothing but the language in a worker of Chromium', async () => {
  const worker = new Worker(new URL('./remove-globals.fixture.ts', import.meta.url), { type: 'module' })
  const text = await new Promise<string>((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<string>) => resolve(event.data)
    worker.onerror = (event) => reject(new Error(event.message))
  })
  worker.terminate()
  const { scope, walks, clock } = JSON.parse(text)
  expect({ walks, clock }).toEqual({ walks: [], clock: 'number' })
  // Two numbers of Chromium's old file system that cannot be taken away, and lead nowhere.
  const rest = scope.filter((name: string) => !LANGUAGE.has(name) && !/^(PERSISTENT|TEMPORARY)$/.test(name))
  expect(rest).toEqual([])
})

/** What the language itself defines, without what makes code from text and what shares memory. */
const LANGUAGE: ReadonlySet<string> = new Set(
  (
    'AggregateError Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError ' +
    'FinalizationRegistry Float16Array Float32Array Float64Array Infinity Int16Array Int32Array Int8Array Intl Iterator ' +
    'JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set String Symbol SyntaxError ' +
    'TextDecoder TextEncoder TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet ' +
    'decodeURI decodeURIComponent encodeURI encodeURIComponent escape globalThis isFinite isNaN parseFloat parseInt ' +
    'performance unescape'
  ).split(' '),
)

describe('hostile Python in Chromium', () => {
  it.each(snippets)('$id, $why: ends as $expect and the next node runs', (snippet) =>
    checkSnippet(sandbox, snippet, snippet.expect === 'timeout' ? 700 : 15_000, 'python3'),
  )
})
