import { isPlainObject, type JsonObject, type JsonValue } from '../../json.ts'
import type { ToolParameter } from '../../nodes/tool.ts'

const TYPES: readonly string[] = ['mixed', 'variable', 'constant']

function isTyped(
  value: JsonValue | undefined,
): value is { readonly type: string; readonly value: JsonValue } {
  return isPlainObject(value) && typeof value.type === 'string' && TYPES.includes(value.type)
}

function isSelector(value: JsonValue): value is readonly string[] {
  return Array.isArray(value) && value.every((part) => typeof part === 'string')
}

/** A parameter as any version writes it: `{type, value}`, or the bare value, whose texts may hold references. @internal */
export function readToolParameter(value: JsonValue): ToolParameter {
  if (!isTyped(value)) {
    return typeof value === 'string' ? { type: 'mixed', value } : { type: 'constant', value }
  }
  const inner = value.value ?? null
  if (value.type === 'variable' && isSelector(inner)) return { type: 'variable', value: inner }
  if (value.type === 'mixed' && typeof inner === 'string') return { type: 'mixed', value: inner }
  return { type: 'constant', value: inner }
}

/** @internal */
export function readToolParameters(values: JsonObject | undefined): {
  readonly [name: string]: ToolParameter
} {
  return Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [name, readToolParameter(value)]),
  )
}

/** @internal */
export function writeToolParameters(parameters: { readonly [name: string]: ToolParameter }): JsonObject {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { type, value }]) => [name, { type, value }]),
  )
}

/** As versions before the typed ones write it; a value that needs its type keeps it. @internal */
export function writeBare(parameter: ToolParameter): JsonValue {
  const { type, value } = parameter
  if (type === 'variable' || isTyped(value)) return { type, value }
  return value
}
