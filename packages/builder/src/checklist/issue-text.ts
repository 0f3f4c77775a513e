import { type AppNode, formatReference, type Issue, type JsonValue } from '@skep/schema'
import type { useT } from '../use-t.ts'

/** What an issue says to people, and which field it is about. @internal */
export function issueText(
  issue: Issue,
  t: ReturnType<typeof useT>,
  nodes: ReadonlyMap<string, AppNode>,
): string {
  const values = Object.fromEntries(
    Object.entries(issue.params).map(([key, value]) => [key, say(key, value, nodes)]),
  )
  if (issue.code === 'CODE_SYNTAX' && 'line' in issue.params)
    return t('builder.issue.CODE_SYNTAX.line', values)
  return t(`builder.issue.${issue.code}`, { field: fieldName(issue, t), ...values })
}

function say(key: string, value: JsonValue, nodes: ReadonlyMap<string, AppNode>): string {
  if (key === 'selector' && Array.isArray(value) && value.every((part) => typeof part === 'string')) {
    const [id = '', ...rest] = value
    const title = nodes.get(id)?.title
    return title ? `${title} · ${rest.join('.')}` : value.length > 1 ? formatReference(value) : ''
  }
  if (Array.isArray(value)) return value.map(String).join(', ')
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

/** The last words of a path that people know, e.g. `cases.0.conditions` is "conditions". */
function fieldName(issue: Issue, t: ReturnType<typeof useT>): string {
  const key = issue.path.findLast((part) => typeof part === 'string')
  switch (key) {
    case 'answer':
    case 'apiKey':
    case 'classes':
    case 'cronExpression':
    case 'description':
    case 'eventName':
    case 'key':
    case 'monthlyDays':
    case 'name':
    case 'parameters':
    case 'serial':
    case 'statusCode':
    case 'subConditions':
    case 'time':
    case 'timezone':
    case 'weekdays':
    case 'cases':
    case 'code':
    case 'conditions':
    case 'enabled':
    case 'extensions':
    case 'groups':
    case 'keywords':
    case 'maxFiles':
    case 'methods':
    case 'presetReply':
    case 'scoreThreshold':
    case 'types':
    case 'model':
    case 'options':
    case 'outputs':
    case 'prompt':
    case 'query':
    case 'selector':
    case 'template':
    case 'url':
    case 'value':
    case 'variable':
    case 'variables':
      return t(`builder.fieldName.${key}`)
    default:
      return key === undefined ? '' : String(key)
  }
}
