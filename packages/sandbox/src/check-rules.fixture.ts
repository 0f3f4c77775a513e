import type { CodeCheck } from '@skep/schema'
import { expect } from 'vitest'
import type { Sandbox } from './sandbox.ts'

/** A piece of code. `null`: it is right; a number: the line of its problem. */
interface CheckRule {
  readonly code: string
  /** `undefined`: any answer will do, so that it comes at all and the next run works. */
  readonly line: number | null | undefined
  readonly message?: RegExp
}

export const JAVASCRIPT_RULES: readonly (readonly [what: string, rule: CheckRule])[] = [
  ['a function', { code: 'function main({ a }) {\n  return { a }\n}', line: null }],
  [
    'code that would never end, or throw, if it ran',
    { code: 'while (true) {}\nthrow new Error("it ran")', line: null },
  ],
  [
    'code that looks for the host',
    { code: 'globalThis.constructor.constructor("return process")()', line: null },
  ],
  ['a bracket that is not closed', { code: 'function main() {\n  return [1, 2\n}', line: 3 }],
  ['a word where none may stand', { code: 'const main = () => {\n\n  return let it be\n}', line: 3 }],
  ['what only a module may say', { code: 'import fs from "fs"\nfunction main() {}', line: 1 }],
  ['a wrong regular expression', { code: 'const main = () => ({\n  r: /(/ })', line: 2 }],
  ['brackets without an end', { code: '['.repeat(200_000), line: undefined }],
]

export const PYTHON_RULES: readonly (readonly [what: string, rule: CheckRule])[] = [
  ['a function', { code: 'def main(a: str) -> dict:\n    return {"a": a}', line: null }],
  [
    'code that would never end, or throw, if it ran',
    { code: 'while True:\n    pass\nraise ValueError("it ran")', line: null },
  ],
  [
    'code that would change the interpreter',
    { code: 'import builtins\nbuiltins.compile = None\ndel builtins.dict', line: null },
  ],
  [
    'a bracket that is not closed',
    { code: 'def main():\n    return {"a": [1}', line: 2, message: /does not match/ },
  ],
  ['a wrong indent', { code: 'def main():\nreturn 1', line: 2, message: /indented block/ }],
  [
    'a word where none may stand',
    { code: 'def main():\n    x = 1\n    return let it be', line: 3, message: /invalid syntax/ },
  ],
  ['a return outside', { code: 'x = 1\nreturn x', line: 2, message: /outside function/ }],
  ['brackets without an end', { code: '['.repeat(200_000), line: undefined }],
]

export async function expectCheck(
  sandbox: Sandbox,
  language: string,
  { code, line, message = /./ }: CheckRule,
): Promise<void> {
  const found: CodeCheck = await sandbox.check({ language, code }, { signal: new AbortController().signal })
  if (line === null) expect(found).toEqual({ status: 'valid' })
  else if (line === undefined) expect(['invalid', 'unchecked']).toContain(found.status)
  else expect(found).toMatchObject({ status: 'invalid', line, message: expect.stringMatching(message) })
}
