import { existsSync, readFileSync } from 'node:fs'
import type { CodeLimits } from '@skep/engine'
import type { JsonObject } from '@skep/schema'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { expectCheck, JAVASCRIPT_RULES } from './check-rules.fixture.ts'
import { checkSnippet, type HostileSnippet, OWN_SNIPPETS } from './hostile-snippets.fixture.ts'
import { createJavaScriptSandbox } from './javascript-sandbox.ts'
import { spawnNodeSandboxWorker } from './node.ts'
import type { SandboxWorker } from './protocol.ts'
import { createSandbox, type Sandbox } from './sandbox.ts'

const LIMITS: CodeLimits = { timeoutMs: 5_000, memoryBytes: 64 * 1_048_576, outputBytes: 1_000_000 }
const CORPUS = new URL('../../../../shared/hostile/sandbox.json', import.meta.url)
const snippets: readonly HostileSnippet[] = existsSync(CORPUS)
  ? JSON.parse(readFileSync(CORPUS, 'utf8')).snippets
  : []

const opened: Sandbox[] = []
const sandbox = createJavaScriptSandbox({ spawn: spawnNodeSandboxWorker })

function open(options: Partial<Parameters<typeof createJavaScriptSandbox>[0]> = {}): Sandbox {
  const made = createJavaScriptSandbox({ spawn: spawnNodeSandboxWorker, ...options })
  opened.push(made)
  return made
}

function run(
  code: string,
  inputs: JsonObject = {},
  limits: Partial<CodeLimits> = {},
  signal: AbortSignal = new AbortController().signal,
): ReturnType<Sandbox['run']> {
  return sandbox.run({ language: 'javascript', code, inputs, limits: { ...LIMITS, ...limits } }, { signal })
}

afterEach(() => {
  for (const made of opened.splice(0)) made.close()
})

afterAll(() => sandbox.close())

describe('a check of code', () => {
  it.each(JAVASCRIPT_RULES)('finds %s and runs nothing', async (_, rule) => {
    await expectCheck(sandbox, 'javascript', rule)
    expect((await run('const main = () => ({ a: 1 })')).result).toEqual({ a: 1 })
  })

  it('knows nothing of a language that is not here, and stops when it is told to', async () => {
    const both = createSandbox([sandbox])
    const { signal } = new AbortController()
    expect(await both.check({ language: 'cobol', code: '(' }, { signal })).toEqual({ status: 'unchecked' })
    await expect(
      both.check({ language: 'javascript', code: '(' }, { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'CALL_ABORTED' })
  })
})

describe('main', () => {
  it('gets the inputs as one object and gives back its result', async () => {
    const inputs = { a: 1, b: ['x', null], text: 'ü 🐝 \u2028 "\\" \ud800', deep: { __proto__: 1 } }
    const code = 'function main({ a, b, text }) { return { sum: a + 1, b, text } }'
    expect(await run(code, inputs)).toEqual({
      result: { sum: 2, b: ['x', null], text: inputs.text },
      logs: [],
    })
  })

  it('may be async and await its own promises', async () => {
    const code = `
      const later = (value) => new Promise((resolve) => Promise.resolve().then(() => resolve(value)))
      async function main({ n }) {
        let sum = 0
        for (let i = 0; i < n; i++) sum += await later(i)
        return { sum }
      }`
    expect((await run(code, { n: 100 })).result).toEqual({ sum: 4950 })
  })

  it('may be an arrow function', async () => {
    expect((await run('const main = ({ a }) => ({ a })', { a: 1 })).result).toEqual({ a: 1 })
  })

  it('gives back what JSON would hold of its result', async () => {
    const code = `function main() {
      return { date: new Date(0), none: undefined, fn() {}, list: [undefined, NaN, Infinity, -0], map: new Map([[1, 2]]),
        nested: { '': 0, '__proto__x': 1 }, badDate: new Date(NaN) }
    }`
    expect((await run(code)).result).toEqual({
      date: '1970-01-01T00:00:00.000Z',
      list: [null, null, null, 0],
      map: {},
      nested: { '': 0, __proto__x: 1 },
      badDate: null,
    })
  })

  it('has a console whose lines come with the result', async () => {
    const code = `function main() {
      console.log('one', 2, { three: [3] }, undefined, null, 4n, Symbol('five'))
      console.error(new Error('six').message)
      return {}
    }`
    expect((await run(code)).logs).toEqual(['one 2 {"three":[3]} undefined null 4 Symbol(five)', 'six'])
  })

  it('cannot log without end', async () => {
    const code = 'function main() { for (let i = 0; i < 600; i++) console.log("x".repeat(1e4)); return {} }'
    const { logs } = await run(code)
    expect(logs.join('').length).toBeLessThan(70_000)
  })

  it('starts with a fresh world every time', async () => {
    await run('globalThis.left = 1; Object.prototype.left = 1; function main() { return {} }')
    expect((await run('function main() { return { left: typeof left + typeof {}.left } }')).result).toEqual({
      left: 'undefinedundefined',
    })
  })

  it('finds no host: no process, network, storage, timers, workers or messages', async () => {
    const names = `process require module fetch XMLHttpRequest WebSocket indexedDB caches localStorage postMessage self
      window document navigator importScripts Worker WebAssembly setTimeout setInterval queueMicrotask structuredClone`
    const code = 'function main({ names }) { return names.filter((name) => name in globalThis) }'
    const inputs = { names: names.split(/\s+/) }
    const { result } = await run(code, inputs)
    expect(Array.isArray(result) ? result.filter((name) => name !== 'queueMicrotask') : result).toEqual([])
  })
})

describe('a failure', () => {
  it('names the line and the message', async () => {
    const code = '\nfunction main() {\n  const x = null\n  return x.y\n}'
    await expect(run(code)).rejects.toMatchObject({
      code: 'CODE_FAILED',
      message: "The code failed (line 4): TypeError: cannot read property 'y' of null",
      data: { line: 4, name: 'TypeError' },
    })
  })

  it('in an async main names them too', async () => {
    await expect(
      run('async function main() {\n await null\n throw new RangeError("far") }'),
    ).rejects.toMatchObject({
      code: 'CODE_FAILED',
      data: { line: 3, name: 'RangeError' },
    })
  })

  it('of the syntax names the line', async () => {
    await expect(run('function main() {\n  return {{\n}')).rejects.toMatchObject({
      code: 'CODE_FAILED',
      message: expect.stringMatching(/^The code failed \(line [23]\): SyntaxError: /),
    })
  })

  it.each([
    ['function other() {}', 'CODE_FAILED', { reason: 'no-main' }],
    ['async function main() { await new Promise(() => {}) }', 'CODE_FAILED', { reason: 'unfinished' }],
    ['function main() {}', 'CODE_OUTPUT_INVALID', { reason: 'nothing' }],
    ['function main() { return { a: 1n } }', 'CODE_OUTPUT_INVALID', { reason: 'bigint' }],
    ['function main() { const a = {}; a.a = a; return a }', 'CODE_OUTPUT_INVALID', { reason: 'too-deep' }],
    [
      'function main() { return "x".repeat(1e6) }',
      'CODE_OUTPUT_INVALID',
      { reason: 'too-large', outputBytes: 1_000_000 },
    ],
    // 600,000 characters, 1,200,000 bytes
    [
      'function main() { return "ü".repeat(6e5) }',
      'CODE_OUTPUT_INVALID',
      { reason: 'too-large', outputBytes: 1_000_000 },
    ],
    ['function main() { throw { no: "error" } }', 'CODE_FAILED', { name: '' }],
    ['function main() { throw { get message() { throw 1 } } }', 'CODE_FAILED', { name: '' }],
  ])('of %s is %s', async (code, errorCode, data) => {
    await expect(run(code)).rejects.toMatchObject({ code: errorCode, data })
  })

  it('for want of memory is CODE_MEMORY, and the next run has all of it again', async () => {
    const code = 'function main() { const all = []; for (;;) all.push(new Uint8Array(1e6).fill(1)) }'
    await expect(run(code)).rejects.toMatchObject({
      code: 'CODE_MEMORY',
      data: { memoryBytes: LIMITS.memoryBytes },
    })
    const half = 'function main() { return { n: new Uint8Array(3.2e7).fill(1).length } }'
    expect((await run(half)).result).toEqual({ n: 3.2e7 })
  })

  it('of another language is CODE_LANGUAGE_UNAVAILABLE', async () => {
    const request = { language: 'python3', code: '', inputs: {}, limits: LIMITS } as const
    const { signal } = new AbortController()
    for (const port of [sandbox, createSandbox([sandbox]), createSandbox([])]) {
      await expect(port.run(request, { signal })).rejects.toMatchObject({ code: 'CODE_LANGUAGE_UNAVAILABLE' })
    }
    expect(createSandbox([sandbox]).languages).toEqual(['javascript'])
  })
})

describe('the watchdog', () => {
  it('ends a loop at its deadline and hands on a fresh worker', async () => {
    await expect(run('function main() { for (;;); }', {}, { timeoutMs: 300 })).rejects.toMatchObject({
      code: 'CODE_TIMEOUT',
      data: { timeoutMs: 300 },
    })
    expect((await run('function main() { return { ok: 1 } }')).result).toEqual({ ok: 1 })
  })

  it('ends promises that breed promises', async () => {
    const code = 'async function main() { for (;;) await null }'
    await expect(run(code, {}, { timeoutMs: 300 })).rejects.toMatchObject({ code: 'CODE_TIMEOUT' })
  })

  it('ends a run when its signal fires, running or waiting', async () => {
    const alone = open({ maxWorkers: 1 })
    const controllers = [new AbortController(), new AbortController()]
    const request = { language: 'javascript', inputs: {}, limits: LIMITS } as const
    const runs = controllers.map(({ signal }) =>
      alone.run({ ...request, code: 'function main() { for (;;); }' }, { signal }),
    )
    const ends = Promise.allSettled(runs)
    const healthy = alone.run(
      { ...request, code: 'function main() { return { ok: 1 } }' },
      { signal: new AbortController().signal },
    )
    await new Promise((resolve) => setTimeout(resolve, 200))
    for (const controller of controllers) controller.abort()
    for (const end of await ends)
      expect(end).toMatchObject({ status: 'rejected', reason: { code: 'CALL_ABORTED' } })
    expect((await healthy).result).toEqual({ ok: 1 })
    const stopped = alone.run({ ...request, code: '' }, { signal: AbortSignal.abort() })
    await expect(stopped).rejects.toMatchObject({ code: 'CALL_ABORTED' })
  })

  it('does not count the time for which a run waits for a worker', async () => {
    const alone = open({ maxWorkers: 1 })
    const busy =
      'function main() { const end = Date.now() + 300; while (Date.now() < end); return { ok: 1 } }'
    const limits = { ...LIMITS, timeoutMs: 1_100 }
    const runs = Array.from({ length: 4 }, () =>
      alone.run(
        { language: 'javascript', code: busy, inputs: {}, limits },
        { signal: new AbortController().signal },
      ),
    )
    expect((await Promise.all(runs)).map(({ result }) => result)).toEqual(Array(4).fill({ ok: 1 }))
  })

  it('runs several at the same time and keeps them apart', async () => {
    const runs = Array.from({ length: 20 }, (_, n) => run('function main({ n }) { return { n } }', { n }))
    expect((await Promise.all(runs)).map(({ result }) => result)).toEqual(
      Array.from({ length: 20 }, (_, n) => ({ n })),
    )
  })
})

describe('a worker', () => {
  it('that cannot load says so, and the next run tries again', async () => {
    let attempts = 0
    const flaky = open({
      spawn() {
        attempts += 1
        return spawnNodeSandboxWorker()
      },
      wasm: new ArrayBuffer(8),
    })
    const request = {
      language: 'javascript',
      code: 'function main() { return 1 }',
      inputs: {},
      limits: LIMITS,
    } as const
    const { signal } = new AbortController()
    for (const expected of [1, 2]) {
      await expect(flaky.run(request, { signal })).rejects.toMatchObject({
        code: 'CODE_LANGUAGE_UNAVAILABLE',
        data: { reason: expect.stringContaining('CompileError') },
      })
      expect(attempts).toBe(expected)
    }
  })

  it('that does not answer is given up', async () => {
    let isTerminated = false
    const silent: SandboxWorker = {
      postMessage: () => undefined,
      terminate: () => {
        isTerminated = true
      },
      listen: () => undefined,
    }
    const request = { language: 'javascript', code: '', inputs: {}, limits: LIMITS } as const
    const { signal } = new AbortController()
    const waiting = open({ spawn: () => silent, startTimeoutMs: 50 }).run(request, { signal })
    await expect(waiting).rejects.toMatchObject({ code: 'CODE_LANGUAGE_UNAVAILABLE' })
    expect(isTerminated).toBe(true)
  })

  it('that dies in the middle fails its run alone', async () => {
    let isFirst = true
    const fragile = open({
      spawn() {
        const worker = spawnNodeSandboxWorker()
        if (!isFirst) return worker
        isFirst = false
        return {
          ...worker,
          listen: (onMessage, onFailure) =>
            worker.listen((message) => {
              onMessage(message)
              if (Object(message).type === 'started') worker.terminate()
            }, onFailure),
        }
      },
    })
    const request = { language: 'javascript', inputs: {}, limits: LIMITS } as const
    const { signal } = new AbortController()
    const dying = fragile.run({ ...request, code: 'function main() { for (;;); }' }, { signal })
    await expect(dying).rejects.toMatchObject({ code: 'CODE_FAILED' })
    const next = await fragile.run({ ...request, code: 'function main() { return { ok: 1 } }' }, { signal })
    expect(next.result).toEqual({ ok: 1 })
  })

  it('that sends nonsense is not believed', async () => {
    const forged: SandboxWorker = {
      postMessage(message) {
        const { type, id } = Object(message)
        queueMicrotask(() =>
          type === 'start'
            ? this.send?.({ type: 'ready' })
            : this.send?.({ type: 'done', id, outcome: { kind: 'result', json: { not: 'text' } } }),
        )
      },
      terminate: () => undefined,
      listen(onMessage) {
        this.send = onMessage
      },
    } as SandboxWorker & { send?: (message: unknown) => void } // keeps what it was handed
    const request = { language: 'javascript', code: '', inputs: {}, limits: LIMITS } as const
    const { signal } = new AbortController()
    await expect(open({ spawn: () => forged }).run(request, { signal })).rejects.toMatchObject({
      code: 'CODE_FAILED',
    })
  })

  it('is ended by close, with all that waits', async () => {
    const closing = open({ maxWorkers: 1 })
    const request = {
      language: 'javascript',
      code: 'function main() { for (;;); }',
      inputs: {},
      limits: LIMITS,
    } as const
    const { signal } = new AbortController()
    const runs = [closing.run(request, { signal }), closing.run(request, { signal })]
    const ends = Promise.allSettled(runs)
    await new Promise((resolve) => setTimeout(resolve, 200))
    closing.close()
    for (const end of await ends) expect(end).toMatchObject({ status: 'rejected' })
    await expect(closing.run(request, { signal })).rejects.toMatchObject({
      code: 'CODE_LANGUAGE_UNAVAILABLE',
    })
  })
})

describe('the hostile corpus in ../shared', () => {
  if (snippets.length === 0) it.skip('is not beside this checkout', () => undefined)

  it.each(snippets)('$id ($family) ends as $expect and the next node runs', (snippet) =>
    checkSnippet(sandbox, snippet, 5_000),
  )
})

it.each(OWN_SNIPPETS)('hostile: $id ends as $expect and the next node runs', (snippet) =>
  checkSnippet(sandbox, snippet, 1_500),
)
