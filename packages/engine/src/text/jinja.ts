import { Environment, Interpreter, parse, tokenize } from '@huggingface/jinja'
import { type JsonObject, SkepError } from '@skep/schema'

// A template is untrusted input: an interpreter without a bound would hang the worker on `range(10 ** 9)`.
const MAX_STEPS = 1_000_000
const MAX_RANGE = 20_000

class BoundedInterpreter extends Interpreter {
  #steps = 0

  override evaluate(...args: Parameters<Interpreter['evaluate']>): ReturnType<Interpreter['evaluate']> {
    this.#steps += 1
    if (this.#steps > MAX_STEPS) throw new Error('the template takes too many steps')
    return super.evaluate(...args)
  }
}

function range(start: number, stop?: number, step = 1): number[] {
  const [from, to] = stop === undefined ? [0, start] : [start, stop]
  const length = Math.max(0, Math.ceil((to - from) / step))
  if (!(length <= MAX_RANGE)) throw new Error(`range() is limited to ${MAX_RANGE} items`)
  return Array.from({ length }, (_, index) => from + index * step)
}

/**
 * A Jinja2 template over plain values. Interpreted, never compiled; blocks keep their whitespace as Jinja2 does by
 * default, and missing values are empty.
 * @throws `TEMPLATE_FAILED` for bad syntax, bad values, more than 1,000,000 steps or a result above `maxChars`.
 * @internal
 */
export function renderJinja(template: string, variables: JsonObject, maxChars: number): string {
  let text: string
  try {
    const environment = new Environment()
    const globals = { true: true, false: false, none: null, True: true, False: false, None: null, range }
    for (const [name, value] of Object.entries({ ...globals, ...variables })) environment.set(name, value)
    text = String(new BoundedInterpreter(environment).run(parse(tokenize(template))).value)
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new SkepError(
      'TEMPLATE_FAILED',
      `The template cannot be rendered: ${detail.slice(0, 300)}`,
      {},
      { cause },
    )
  }
  if (text.length > maxChars) {
    throw new SkepError(
      'TEMPLATE_FAILED',
      `The template made more than ${maxChars.toLocaleString('en')} characters. Let it write less.`,
      { limit: 'templateChars', maxChars },
    )
  }
  return text
}

/** What is wrong with the syntax of a Jinja2 template, for `Environment.checkTemplate`; runs nothing. @public */
export function checkTemplate(template: string): string | undefined {
  try {
    parse(tokenize(template))
    return undefined
  } catch (cause) {
    return (cause instanceof Error ? cause.message : String(cause)).slice(0, 300)
  }
}
