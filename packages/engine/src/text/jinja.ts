import { type JsonObject, SkepError } from '@skep/schema'
import { withFileWords } from '../variables/files.ts'
import { isLongerThan } from './is-longer-than.ts'
import { Budget } from './jinja/budget.ts'
import { Evaluator } from './jinja/evaluate.ts'
import { readJinja } from './jinja/read.ts'
import { fromJson } from './jinja/values.ts'

const MAX_DETAIL = 300

/**
 * A Jinja2 template over plain values, as Python's Jinja2 renders it with its defaults (which are Dify's). The tags are
 * read by @huggingface/jinja; what they mean is `jinja/evaluate.ts`, because the package's own interpreter is made for
 * chat templates: it writes lists as JSON, knows a third of the filters and few methods, and has no tests with
 * arguments. `fixtures/jinja/expected.json` holds what Jinja2 itself makes of some 770 templates. Interpreted, never
 * compiled: no text becomes code.
 *
 * Left different: filters such as `map` and `select` give lists and not generators; a key is found before a method of
 * its name (`data.items` without brackets); escaped text is plain text; numbers are those of JavaScript, so a whole
 * number is an integer; `random`, `include`, `import` and `extends` are refused.
 * @throws `TEMPLATE_FAILED` for bad syntax, bad values, more than 1,000,000 steps or a result above `maxChars`.
 * @internal
 */
export function renderJinja(template: string, variables: JsonObject, maxChars: number): string {
  let text: string
  try {
    const names = Object.entries(withFileWords(variables)).map(
      ([name, value]) => [name, fromJson(value)] as const,
    )
    text = new Evaluator(names, new Budget()).run(readJinja(template))
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new SkepError(
      'TEMPLATE_FAILED',
      `The template cannot be rendered: ${detail.slice(0, MAX_DETAIL)}`,
      {},
      { cause },
    )
  }
  if (isLongerThan(text, maxChars)) {
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
    readJinja(template)
    return undefined
  } catch (cause) {
    return (cause instanceof Error ? cause.message : String(cause)).slice(0, MAX_DETAIL)
  }
}
