/**
 * A path to a variable: the node id (or `sys`, `env`, `conversation`), the variable's name, then keys into its value.
 * Stored by node id; people see titles. Foreign files hold selectors that are too short: those stay as they are and fail validation.
 * @public
 */
export type Selector = readonly string[]

/** Scopes that are not nodes. @public */
export const VARIABLE_SCOPES = ['sys', 'env', 'conversation'] as const

/** @public */
export type VariableScope = (typeof VARIABLE_SCOPES)[number]

// Dify's pattern: the first part 1-50 of [A-Za-z0-9_], then 1-10 identifiers of at most 30 characters.
const REFERENCE = /\{\{#([A-Za-z0-9_]{1,50}(?:\.[A-Za-z_][A-Za-z0-9_]{0,29}){1,10})#\}\}/g

/** One part of a text with references: literal text, or a variable. @public */
export type TemplatePart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'variable'; readonly selector: Selector; readonly source: string }

/** Cuts a text into literals and `{{#node.name#}}` references. Joining `text` and `source` gives the input back. @public */
export function parseTemplate(text: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = []
  let from = 0
  for (const match of text.matchAll(REFERENCE)) {
    if (match.index > from) parts.push({ type: 'text', text: text.slice(from, match.index) })
    parts.push({ type: 'variable', selector: (match[1] ?? '').split('.'), source: match[0] })
    from = match.index + match[0].length
  }
  if (from < text.length) parts.push({ type: 'text', text: text.slice(from) })
  return parts
}

/** The selectors a text refers to, in order, with repeats. @public */
export function selectorsInText(text: string): readonly Selector[] {
  return parseTemplate(text).flatMap((part) => (part.type === 'variable' ? [part.selector] : []))
}

/** A selector written as it stands in text: `{{#node.name#}}`. @public */
export function formatReference(selector: Selector): string {
  return `{{#${selector.join('.')}#}}`
}

/** @public */
export function isVariableScope(scope: string | undefined): scope is VariableScope {
  return scope === 'sys' || scope === 'env' || scope === 'conversation'
}
