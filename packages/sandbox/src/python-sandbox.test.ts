import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { CodeLimits, CodeProgress } from '@skep/engine'
import type { JsonObject } from '@skep/schema'
import { importDify } from '@skep/schema/dify'
import { afterAll, describe, expect, it } from 'vitest'
import { expectCheck, PYTHON_RULES } from './check-rules.fixture.ts'
import { checkSnippet, type HostileSnippet } from './hostile-snippets.fixture.ts'
import { spawnNodePythonWorker } from './node.ts'
import type { FromWorker, SandboxWorker } from './protocol.ts'
import { createPythonSandbox } from './python-sandbox.ts'
import type { Sandbox } from './sandbox.ts'

const LIMITS: CodeLimits = { timeoutMs: 30_000, memoryBytes: 64 * 1_048_576, outputBytes: 1_000_000 }
const CORPUS = new URL('../fixtures/hostile-python.json', import.meta.url)
const snippets: readonly HostileSnippet[] = JSON.parse(readFileSync(CORPUS, 'utf8')).snippets

/** All workers of this file: the first one loads, the others start from its image. */
const workers: SandboxWorker[] = []
const sandbox = createPythonSandbox({
  spawn() {
    const worker = spawnNodePythonWorker()
    workers.push(worker)
    return worker
  },
})

afterAll(() => sandbox.close())

function run(
  code: string,
  inputs: JsonObject = {},
  options: {
    readonly limits?: Partial<CodeLimits>
    readonly appId?: string
    readonly signal?: AbortSignal
  } = {},
): ReturnType<Sandbox['run']> {
  const { limits, appId, signal = new AbortController().signal } = options
  return sandbox.run(
    { language: 'python3', code, inputs, limits: { ...LIMITS, ...limits } },
    { signal, ...(appId === undefined ? {} : { appId }) },
  )
}

describe('a check of code', () => {
  it('knows nothing and loads nothing before the first run', async () => {
    const fresh = createPythonSandbox({ spawn: () => expect.unreachable() })
    const { signal } = new AbortController()
    expect(await fresh.check({ language: 'python3', code: '(' }, { signal })).toEqual({ status: 'unchecked' })
    fresh.close()
  })

  it.each(PYTHON_RULES)('finds %s and runs nothing', async (_, rule) => {
    const healthy = 'def main():\n    return {"a": len([1])}'
    await run(healthy)
    await expectCheck(sandbox, 'python3', rule)
    expect((await run(healthy)).result).toEqual({ a: 1 })
  })

  it('leaves the worker of an app to it', async () => {
    await run('def main():\n    return {}', {}, { appId: 'mine' })
    const before = workers.length
    await expectCheck(sandbox, 'python3', { code: '(', line: 1 })
    await run('def main():\n    return {}', {}, { appId: 'mine' })
    expect(workers.length).toBe(before)
  })
})

describe('main', () => {
  it('gets the inputs as named arguments and gives back a dict', async () => {
    const inputs = { a: 1, b: ['x', null, true], text: 'ü 🐝 \u2028 "\\" \ud800', deep: { __proto__x: 1.5 } }
    const code =
      'def main(a, b, text, deep) -> dict:\n    return {"sum": a + 1, "b": b, "text": text, "deep": deep}'
    expect(await run(code, inputs)).toEqual({
      result: { sum: 2, b: ['x', null, true], text: inputs.text, deep: { __proto__x: 1.5 } },
      logs: [],
    })
  })

  it('gives back what json.dumps would write, with null for NaN and infinities', async () => {
    const code = `
import collections, enum
class Level(enum.IntEnum):
    LOW = 1
class Name(str, enum.Enum):
    BEE = 'bee'
def main():
    return {'tuple': (1, 2.5, -0.0), 'int': [2 ** 31, -2 ** 53, 10 ** 20], 'level': Level.LOW, 'name': Name.BEE,
        'counted': collections.Counter('aab'), 'ordered': collections.OrderedDict(z=1, a=2), 'nan': [float('nan'), float('inf')],
        'keys': {1: 'int', 2.0: 'float', None: 'none', False: 'bool'}, 'empty': [[], {}, ''], 'bool': True, 'none': None}`
    expect((await run(code)).result).toEqual({
      tuple: [1, 2.5, 0],
      int: [2 ** 31, -(2 ** 53), 1e20],
      level: 1,
      name: 'bee',
      counted: { a: 2, b: 1 },
      ordered: { z: 1, a: 2 },
      nan: [null, null],
      keys: { 1: 'int', '2.0': 'float', null: 'none', false: 'bool' },
      empty: [[], {}, ''],
      bool: true,
      none: null,
    })
  })

  it('has the standard library that code nodes use', async () => {
    const code = `
import json, re, datetime, math, random, time, base64, hashlib, urllib.parse, collections, itertools, csv, io, html, uuid
def main(text):
    rows = list(csv.reader(io.StringIO('a,b\\n1,2')))
    return {'json': json.loads('[1]'), 're': re.sub('[aeiou]', '*', text), 'day': datetime.date(2026, 11, 21).isoformat(),
        'math': math.isclose(math.sqrt(2) ** 2, 2), 'base64': base64.b64encode(text.encode()).decode(),
        'hash': hashlib.sha256(text.encode()).hexdigest()[:8], 'url': urllib.parse.quote('a b&ü'), 'rows': rows,
        'pairs': list(itertools.pairwise('abc')), 'html': html.escape('<b>'), 'uuid': len(str(uuid.uuid4())),
        'random': 0 <= random.random() < 1, 'time': time.time() > 1.7e9}`
    expect((await run(code, { text: 'skep' })).result).toEqual({
      json: [1],
      re: 'sk*p',
      day: '2026-11-21',
      math: true,
      base64: 'c2tlcA==',
      hash: '034bfc5a',
      url: 'a%20b%26%C3%BC',
      rows: [
        ['a', 'b'],
        ['1', '2'],
      ],
      pairs: [
        ['a', 'b'],
        ['b', 'c'],
      ],
      html: '&lt;b&gt;',
      uuid: 36,
      random: true,
      time: true,
    })
  })

  it('prints lines that come with the result, those of a failure before too, and not without end', async () => {
    const code =
      'import sys\ndef main():\n    print("one", 2, "\\ud800")\n    sys.stderr.write("three")\n    return {}'
    expect((await run(code)).logs).toEqual(['one 2 \\ud800', 'three'])
    const flood = 'def main():\n    for _ in range(5000):\n        print("x" * 1000)\n    return {}'
    expect((await run(flood)).logs.join('').length).toBeLessThan(70_000)
  })

  it('runs as a program of its own', async () => {
    const code = `
from dataclasses import dataclass, asdict
@dataclass
class Point:
    x: int
counter = 0
def count():
    global counter
    counter += 1
    return counter
def main():
    return {'name': __name__, 'point': asdict(Point(3)), 'count': [count(), count()]}`
    expect((await run(code)).result).toEqual({ name: '__main__', point: { x: 3 }, count: [1, 2] })
  })
})

describe('every run', () => {
  it('begins with the same untouched interpreter', async () => {
    const code = `
import sys, json, builtins, random
before = [hasattr(builtins, 'left'), json.dumps([1]), len('abc'), 'left_behind' in sys.modules, 'kept' in globals()]
builtins.left = 1
json.dumps = builtins.len = lambda *values: 'poisoned'
sys.modules['left_behind'] = sys
kept = 1
def main():
    return {'before': before}`
    for (let round = 0; round < 3; round++) {
      expect((await run(code)).result).toEqual({ before: [false, '[1]', 3, false, false] })
    }
  })

  it('draws other random numbers', async () => {
    const code = 'import random, uuid\ndef main():\n    return {"r": [random.random(), str(uuid.uuid4())]}'
    const drawn = [await run(code), await run(code), await run(code)].map(({ result }) =>
      JSON.stringify(result),
    )
    expect(new Set(drawn).size).toBe(3)
  })

  it('of another app has another worker, of the same app the same', async () => {
    const code = 'def main():\n    return {"ok": 1}'
    const others: SandboxWorker[] = []
    const alone = createPythonSandbox({
      maxWorkers: 1,
      spawn() {
        const worker = spawnNodePythonWorker()
        others.push(worker)
        return worker
      },
    })
    const { signal } = new AbortController()
    const counts: number[] = []
    for (const appId of ['a', 'a', 'b', 'b', 'a']) {
      await alone.run({ language: 'python3', code, inputs: {}, limits: LIMITS }, { signal, appId })
      counts.push(others.length)
    }
    alone.close()
    expect(counts).toEqual([1, 1, 2, 2, 3])
  })
})

describe('a failure', () => {
  it.each([
    [
      'def main():\n    x = [1]\n    return x[5]',
      'CODE_FAILED',
      { line: 3, name: 'IndexError' },
      'The code failed (line 3): IndexError: list index out of range',
    ],
    [
      'def main(:\n    pass',
      'CODE_FAILED',
      { line: 1, name: 'SyntaxError' },
      'The code failed (line 1): SyntaxError: invalid syntax',
    ],
    [
      'import sys\n\nsys.exit(3)',
      'CODE_FAILED',
      { line: 3, name: 'SystemExit' },
      'The code failed (line 3): SystemExit: 3',
    ],
    [
      'import requests\ndef main():\n    return {}',
      'CODE_FAILED',
      { line: 1, name: 'ModuleNotFoundError' },
      'The code failed (line 1): There is no module requests. Code has no network here. Fetch with an HTTP request node and pass its result in.',
    ],
    [
      'import pandas',
      'CODE_FAILED',
      { line: 1, name: 'ModuleNotFoundError' },
      'The code failed (line 1): There is no module pandas. Only the standard library of Python can be imported.',
    ],
    [
      'def main(a):\n    return {}',
      'CODE_FAILED',
      { name: 'TypeError' },
      "The code failed: TypeError: main() missing 1 required positional argument: 'a'",
    ],
    [
      'def other():\n    return {}',
      'CODE_FAILED',
      { reason: 'no-main' },
      'The code has no function main. Write def main(text): ….',
    ],
    [
      'def main():\n    pass',
      'CODE_OUTPUT_INVALID',
      { reason: 'nothing' },
      'The code returned nothing. Let main return an object with the outputs.',
    ],
    [
      'def main():\n    return {"a": {1}}',
      'CODE_OUTPUT_INVALID',
      { reason: 'not-json' },
      'The code returned a value of type set, which JSON cannot hold. Return texts, numbers, lists and dicts.',
    ],
    [
      'def main():\n    return {(1, 2): 3}',
      'CODE_OUTPUT_INVALID',
      { reason: 'not-json' },
      'The code returned a value of type dict with a key of type tuple, which JSON cannot hold. Return texts, numbers, lists and dicts.',
    ],
    [
      'def main():\n    return "ü" * 600_000',
      'CODE_OUTPUT_INVALID',
      { reason: 'too-large', outputBytes: 1_000_000 },
      'The code returned more than 1000 kB. Return less.',
    ],
    [
      'import os\ndef main():\n    os._exit(1)',
      'CODE_FAILED',
      { name: '' },
      'The code failed: It ended the interpreter. Return from main instead.',
    ],
  ])('of %j is told in a sentence', async (code, errorCode, data, message) => {
    await expect(run(code)).rejects.toMatchObject({ code: errorCode, data, message })
  })

  it('for want of memory is CODE_MEMORY, and the next run has all of it again', async () => {
    const code = 'def main():\n    held = []\n    while True:\n        held.append(bytearray(1_000_000))'
    await expect(run(code)).rejects.toMatchObject({
      code: 'CODE_MEMORY',
      data: { memoryBytes: LIMITS.memoryBytes },
    })
    const half = 'def main():\n    return {"n": len(bytearray(40_000_000))}'
    expect((await run(half)).result).toEqual({ n: 40_000_000 })
  })

  it('of another language is CODE_LANGUAGE_UNAVAILABLE', async () => {
    const request = { language: 'javascript', code: '', inputs: {}, limits: LIMITS } as const
    await expect(sandbox.run(request, { signal: new AbortController().signal })).rejects.toMatchObject({
      code: 'CODE_LANGUAGE_UNAVAILABLE',
    })
  })
})

describe('the worker', () => {
  it('is ended when the signal fires, and the next run has a fresh one', async () => {
    const controller = new AbortController()
    const before = workers.length
    const running = run('while True:\n    pass', {}, { signal: controller.signal })
    setTimeout(() => controller.abort(), 200)
    await expect(running).rejects.toMatchObject({ code: 'CALL_ABORTED' })
    expect((await run('def main():\n    return {"ok": 1}')).result).toEqual({ ok: 1 })
    expect(workers.length).toBeGreaterThan(before)
  })

  it('has a successor ready when a run ends at its deadline', async () => {
    const states: string[] = []
    const watched = createPythonSandbox({
      maxWorkers: 2,
      spawn() {
        const worker = spawnNodePythonWorker()
        states.push('made')
        return worker
      },
    })
    const { signal } = new AbortController()
    const request = { language: 'python3', inputs: {}, limits: LIMITS } as const
    await watched.run({ ...request, code: 'def main():\n    return {}' }, { signal })
    const ending = watched.run(
      { ...request, code: 'while True:\n    pass', limits: { ...LIMITS, timeoutMs: 3_000 } },
      { signal },
    )
    ending.catch(() => states.push('ended'))
    await expect(ending).rejects.toMatchObject({ code: 'CODE_TIMEOUT' })
    expect(
      (await watched.run({ ...request, code: 'def main():\n    return {}' }, { signal })).result,
    ).toEqual({})
    watched.close()
    expect(states).toEqual(['made', 'made', 'ended'])
  })

  it('tells how far it has come, and stops loading when nobody waits any more', async () => {
    let send: (message: FromWorker) => void = () => undefined
    let ended = 0
    const loading: SandboxWorker = {
      postMessage: () => undefined,
      terminate: () => void ended++,
      listen(onMessage) {
        send = onMessage
      },
    }
    const slow = createPythonSandbox({ spawn: () => loading })
    const told: CodeProgress[] = []
    const controllers = [new AbortController(), new AbortController()]
    const runs = controllers.map(({ signal }) =>
      slow.run(
        { language: 'python3', code: '', inputs: {}, limits: LIMITS },
        { signal, onProgress: (progress) => told.push(progress) },
      ),
    )
    const ends = Promise.allSettled(runs)
    send({ type: 'progress', loadedBytes: 1, totalBytes: 4 })
    controllers[0]?.abort()
    send({ type: 'progress', loadedBytes: 2, totalBytes: 4 })
    expect(ended).toBeLessThan(2)
    controllers[1]?.abort()
    for (const end of await ends)
      expect(end).toMatchObject({ status: 'rejected', reason: { code: 'CALL_ABORTED' } })
    expect(told).toEqual([
      { loadedBytes: 1, totalBytes: 4 },
      { loadedBytes: 1, totalBytes: 4 },
      { loadedBytes: 2, totalBytes: 4 },
    ])
    expect(ended).toBeGreaterThan(0)
    slow.close()
  })

  it('that cannot load says so', async () => {
    const lost = createPythonSandbox({
      spawn: spawnNodePythonWorker,
      files: {
        script: 'file:///nowhere/pyodide.asm.mjs',
        wasm: new ArrayBuffer(8),
        library: new ArrayBuffer(0),
      },
    })
    const request = { language: 'python3', code: '', inputs: {}, limits: LIMITS } as const
    await expect(lost.run(request, { signal: new AbortController().signal })).rejects.toMatchObject({
      code: 'CODE_LANGUAGE_UNAVAILABLE',
      message: expect.stringContaining('Python'),
    })
    lost.close()
  })
})

describe('the code nodes of real Dify apps', () => {
  const folder = new URL('../../../../shared/conformance/dify-real/', import.meta.url)
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.yml')) : []

  it.skipIf(files.length === 0)('are Python that compiles and defines main', async () => {
    const check = `
import ast
def main(code):
    compile(code, 'code.py', 'exec')
    return {'has_main': any(isinstance(each, ast.FunctionDef) and each.name == 'main' for each in ast.parse(code).body)}`
    let count = 0
    for (const file of files) {
      const read = importDify(readFileSync(new URL(file, folder), 'utf8'))
      if (!read.ok) continue // other files are there for the import's own tests
      for (const { type, config } of read.value.app.graph.nodes) {
        if (type !== 'code' || config.language !== 'python3') continue
        count += 1
        const { result } = await run(check, { code: config.code ?? '' })
        expect({ file, result }).toEqual({ file, result: { has_main: true } })
      }
    }
    expect(count).toBeGreaterThan(0)
  })
})

describe('hostile Python', () => {
  it('comes in at least 30 ways', () => expect(snippets.length).toBeGreaterThanOrEqual(30))

  it.each(snippets)('$id, $why: ends as $expect and the next node runs', (snippet) =>
    checkSnippet(sandbox, snippet, snippet.expect === 'timeout' ? 700 : 15_000, 'python3'),
  )
})
