import * as z from 'zod/mini'
import {
  type CheckContext,
  defineNode,
  type Environment,
  type NodeDefinition,
  type NodeProblem,
} from '../define-node.ts'
import type { Selector } from '../selectors.ts'
import type { OutputField, ValueType } from '../values.ts'
import { checkNames, selectorField, valueTypeField } from './fields.ts'

/** @public */
export const CODE_LANGUAGES = ['python3', 'javascript'] as const

/** @public */
export type CodeLanguage = (typeof CODE_LANGUAGES)[number]

/** An argument of `main`. @public */
export type CodeVariable = {
  readonly variable: string
  readonly selector: Selector
  readonly type?: ValueType
}

/** The declared type of a returned value; `children` are the fields of an object. @public */
export type CodeOutput = {
  readonly type: ValueType
  readonly children?: { readonly [name: string]: CodeOutput } | null
}

/** @public */
export type CodeConfig = {
  readonly language: CodeLanguage
  /** Text that defines `main`: named arguments in Python, one object in JavaScript. */
  readonly code: string
  readonly variables: readonly CodeVariable[]
  readonly outputs: { readonly [name: string]: CodeOutput }
}

const codeOutput: z.ZodMiniType<CodeOutput> = z.object({
  type: valueTypeField,
  children: z.exactOptional(z.nullable(z.lazy(() => z.record(z.string(), codeOutput)))),
})

function toFields(outputs: CodeConfig['outputs']): readonly OutputField[] {
  return Object.entries(outputs).map(([name, { type, children }]) => ({
    name,
    type,
    ...(children && Object.keys(children).length > 0 ? { fields: toFields(children) } : {}),
  }))
}

function check(
  { language, code, variables, outputs }: CodeConfig,
  { environment }: CheckContext,
): readonly NodeProblem[] {
  const languages: readonly string[] = environment.codeLanguages ?? ['javascript']
  const names = Object.keys(outputs)
  return [
    ...(languages.includes(language)
      ? []
      : [{ code: 'CODE_LANGUAGE_UNAVAILABLE' as const, path: ['language'], params: { language } }]),
    ...(code.trim() === '' ? [{ code: 'FIELD_REQUIRED' as const, path: ['code'] }] : []),
    ...(code.trim() === '' ? [] : checkSyntax(language, code, environment)),
    ...checkNames(
      variables.map((each) => each.variable),
      (index) => ['variables', index, 'variable'],
    ),
    ...(names.length === 0 ? [{ code: 'FIELD_REQUIRED' as const, path: ['outputs'] }] : []),
    ...checkNames(names, (index) => ['outputs', names[index] ?? '']),
  ]
}

function checkSyntax(language: string, code: string, environment: Environment): readonly NodeProblem[] {
  const problem = environment.checkCode?.(language, code)
  if (problem === undefined) return []
  const { message, line } = problem
  const params = { reason: message, ...(line === undefined ? {} : { line }) }
  return [{ code: 'CODE_SYNTAX', path: ['code'], params }]
}

/** Runs the user's own code in the sandbox. @public */
export const codeNode: NodeDefinition<CodeConfig> = defineNode<CodeConfig>({
  type: 'code',
  version: 1,
  category: 'transform',
  supportsErrorStrategy: true,
  config: z.object({
    language: z.enum(CODE_LANGUAGES),
    code: z.string(),
    variables: z.array(
      z.object({
        variable: z.string(),
        selector: selectorField,
        type: z.exactOptional(valueTypeField),
      }),
    ),
    outputs: z.record(z.string(), codeOutput),
  }),
  defaults: {
    language: 'javascript',
    code: 'function main({ text }) {\n  return { result: text }\n}\n',
    variables: [{ variable: 'text', selector: [] }],
    outputs: { result: { type: 'string' } },
  },
  outputs: ({ outputs }) => toFields(outputs),
  uses: ({ variables }) =>
    variables.map(({ selector }, index) => ({ selector, path: ['variables', index, 'selector'] })),
  check,
})
