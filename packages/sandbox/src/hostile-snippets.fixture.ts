import type { CodeLimits, CodeRequest } from '@skep/engine'
import { type JsonObject, type JsonValue, toErrorData } from '@skep/schema'
import { expect } from 'vitest'
import type { Sandbox } from './sandbox.ts'

/** Kinds of endings, as the hostile corpus names them. */
export type Expectation = 'contained' | 'error' | 'timeout' | 'memory' | 'output-limit'

/** Code that tries to get out, hang, fill the memory or forge its result. The format of the shared corpus. */
export interface HostileSnippet {
  readonly id: string
  readonly expect: Expectation
  /** Other endings that are as good. */
  readonly also?: readonly Expectation[]
  /** `syntax`: the code need not compile. */
  readonly kind?: string
  readonly code: string
  readonly value?: JsonValue
}

const CODES: Readonly<Record<Exclude<Expectation, 'contained'>, readonly string[]>> = {
  error: ['CODE_FAILED', 'CODE_OUTPUT_INVALID'],
  timeout: ['CODE_TIMEOUT'],
  memory: ['CODE_MEMORY'],
  'output-limit': ['CODE_OUTPUT_INVALID'],
}

/** Needs names that hostile code of an earlier run may have replaced. */
const HEALTHY: Readonly<Record<CodeRequest['language'], string>> = {
  javascript: 'function main({ n }) { return { ok: n } }',
  python3:
    'import math, json\ndef main(n):\n    return json.loads(json.dumps({"ok": n + math.floor(len(""))}))',
}

/** Runs a snippet, checks how it ended and that nothing outside it has changed, then runs a healthy node. */
export async function checkSnippet(
  sandbox: Sandbox,
  snippet: HostileSnippet,
  timeoutMs: number,
  language: CodeRequest['language'] = 'javascript',
): Promise<void> {
  const limits: CodeLimits = { timeoutMs, memoryBytes: 64 * 1_048_576, outputBytes: 1_000_000 }
  const runCode = (code: string, inputs: JsonObject = {}): ReturnType<typeof runWith> =>
    runWith(sandbox, { language, code, inputs, limits })
  const ending = await runCode(snippet.code)

  const expected = [
    snippet.expect,
    ...(snippet.also ?? []),
    ...(snippet.kind === 'syntax' ? ['error' as const] : []),
  ]
  const allowed = expected.flatMap((kind) => (kind === 'contained' ? ['result'] : CODES[kind]))
  expect(allowed).toContain('code' in ending ? ending.code : 'result')
  if ('code' in ending) expect(ending.message).toMatch(/^The code .{10,}/s)
  else if (snippet.value !== undefined) expect(ending.result).toEqual(snippet.value)

  expect(await runCode(HEALTHY[language], { n: 1 })).toEqual({
    result: { ok: 1 },
    logs: [],
  })
  expect([
    Reflect.get({}, 'polluted'),
    Reflect.get(globalThis, '__pwned'),
    Reflect.get(globalThis, '__injected'),
  ]).toEqual([undefined, undefined, undefined])
}

async function runWith(
  sandbox: Sandbox,
  request: CodeRequest,
): Promise<{ readonly result: JsonValue } | { readonly code: string; readonly message: string }> {
  return sandbox
    .run(request, { signal: new AbortController().signal })
    .catch((error: unknown) => toErrorData(error))
}

/** Our own cases, beside the shared corpus. */
export const OWN_SNIPPETS: readonly HostileSnippet[] = [
  {
    id: 'constructor chain to Function',
    expect: 'contained',
    code: `function main() { return { r: [].constructor.constructor('return typeof postMessage + typeof process')() } }`,
    value: { r: 'undefinedundefined' },
  },
  {
    id: 'indirect eval sees the guest alone',
    expect: 'contained',
    code: `function main() { return { r: (0, eval)('typeof importScripts + typeof fetch') } }`,
    value: { r: 'undefinedundefined' },
  },
  {
    id: 'toJSON on every prototype',
    expect: 'contained',
    code: `Object.prototype.toJSON = Array.prototype.toJSON = String.prototype.toJSON = () => 'forged'
      function main() { return { r: ['real'] } }`,
    value: { r: ['real'] },
  },
  {
    id: 'every built-in that a serialiser could use is replaced',
    expect: 'contained',
    code: `const forge = () => { throw new Error('forged') }
      JSON.stringify = JSON.parse = Object.keys = Array.isArray = Reflect.apply = Number.isFinite = forge
      String.prototype.slice = Date.prototype.getTime = Date.prototype.toISOString = forge
      Promise.prototype.then = Promise.resolve = forge
      Object.defineProperty(Array.prototype, 0, { set: forge, get: forge })
      Object.defineProperty(Object.prototype, 'reason', { set: forge, get: forge })
      globalThis.console = { log: forge }
      async function main({}) { await null; return { r: ['real', 1, true] } }`,
    value: { r: ['real', 1, true] },
  },
  {
    id: 'a proxy that throws in every trap',
    expect: 'error',
    code: `function main() { return new Proxy({}, new Proxy({}, { get() { throw new Error('trap') } })) }`,
  },
  {
    id: 'an array that claims to be endless',
    expect: 'output-limit',
    also: ['timeout'],
    code: `function main() { return new Proxy([], { get: (target, key) => (key === 'length' ? 2 ** 53 : 1) }) }`,
  },
  {
    id: 'a result that grows while it is read',
    expect: 'output-limit',
    also: ['timeout', 'memory'],
    code: `function main() { const a = [0]; Object.defineProperty(a, 0, { get() { a.push(a.length); return 'x' } })
      return new Proxy(a, { get(t, k) { if (k === 'length') t.push(1); return t[k] } }) }`,
  },
  {
    id: 'an own __proto__ in the result is data',
    expect: 'contained',
    code: `function main() { return JSON.parse('{"__proto__":{"polluted":1},"r":1}') }`,
  },
  {
    id: 'an endless loop in a getter of the result',
    expect: 'timeout',
    code: `function main() { return { get r() { for (;;); } } }`,
  },
  {
    id: 'a regular expression without end',
    expect: 'timeout',
    code: `function main() { return { r: /^(a+)+$/.test('a'.repeat(40) + 'b') } }`,
  },
  {
    id: 'microtasks without end',
    expect: 'timeout',
    also: ['memory'],
    code: `async function main() { const f = () => Promise.resolve().then(f); await f() }`,
  },
  { id: 'an endless loop before main', expect: 'timeout', code: `while (true) {} function main() {}` },
  { id: 'deep recursion', expect: 'error', code: `function main() { const f = () => f() + 1; return f() }` },
  {
    id: 'deep recursion that is caught',
    expect: 'contained',
    also: ['error'],
    code: `function main() { let n = 0; const f = () => { n++; f() }; try { f() } catch {} return { ok: n > 0 } }`,
    value: { ok: true },
  },
  {
    id: 'source that nests without end',
    expect: 'error',
    also: ['memory'],
    code: `function main() { return { r: eval('('.repeat(1e5)) } }`,
  },
  {
    id: 'a deep value through JSON.stringify',
    expect: 'error',
    also: ['memory', 'timeout'],
    code: `function main() { let o = {}; for (let i = 0; i < 1e5; i++) o = { o }; return { r: JSON.stringify(o) } }`,
  },
  {
    id: 'a deep value as the result',
    expect: 'error',
    code: `function main() { let o = {}; for (let i = 0; i < 1e4; i++) o = [o]; return o }`,
  },
  {
    id: 'a deep value that is never returned',
    expect: 'contained',
    also: ['error', 'memory'],
    code: `function main() { let o = {}; for (let i = 0; i < 1e5; i++) o = { o }; return { ok: 1 } }`,
    value: { ok: 1 },
  },
  {
    id: 'strings that double',
    expect: 'memory',
    also: ['error', 'timeout'],
    code: `function main() { let s = 'x'; for (;;) s += s + Math.random() }`,
  },
  {
    id: 'buffers without end',
    expect: 'memory',
    also: ['timeout'],
    code: `function main() { const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(7)) }`,
  },
  {
    id: 'one buffer that is too large',
    expect: 'memory',
    also: ['error'],
    code: `function main() { return { r: new Uint8Array(2 ** 31 - 1).length } }`,
  },
  {
    id: 'out of memory that is caught again and again',
    expect: 'timeout',
    also: ['memory', 'error'],
    code: `function main() { for (;;) { const a = []; try { for (;;) a.push(new Array(1e5).fill(1)) } catch {} } }`,
  },
  {
    id: 'properties without end',
    expect: 'memory',
    also: ['timeout', 'error'],
    code: `function main() { const o = {}; for (let i = 0; ; i++) o['k' + i] = i }`,
  },
  {
    id: 'a log that is too long',
    expect: 'contained',
    code: `function main() { console.log('x'.repeat(5e6)); return { ok: 1 } }`,
    value: { ok: 1 },
  },
  {
    id: 'text that closes what is around it',
    expect: 'error',
    code: '})(); globalThis.__injected = 1; (function () {',
  },
  {
    id: 'an error that answers like a wizard',
    expect: 'error',
    code: `function main() { throw new Proxy(new Error('x'), { get() { throw 1 } }) }`,
  },
  {
    id: 'shared memory and waiting',
    expect: 'error',
    also: ['contained', 'timeout'],
    code: `function main() { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); return {} }`,
  },
]
