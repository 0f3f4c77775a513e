import {
  type AppNode,
  isVariableScope,
  type OutputField,
  type Selector,
  type ValueType,
  type VariableGroup,
} from '@skep/schema'

/** A variable that can be chosen. @internal */
export interface VariableChoice {
  readonly selector: Selector
  readonly group: VariableGroup
  readonly name: string
  readonly type: ValueType
  readonly description: string | undefined
  /** 0 for the variable itself, 1 for a field of it. */
  readonly depth: number
  /** Whether the place that asks can work with this type. */
  readonly fits: boolean
}

const DEPTH = 2

/** Every variable of the groups, fields of objects after their object. @internal */
export function variableChoices(
  groups: readonly VariableGroup[],
  types: readonly string[] | undefined,
): readonly VariableChoice[] {
  const flatten = (
    group: VariableGroup,
    fields: readonly OutputField[],
    prefix: Selector,
  ): VariableChoice[] =>
    fields.flatMap((field) => {
      const selector = [...prefix, field.name]
      const depth = prefix.length - 1
      const choice: VariableChoice = {
        selector,
        group,
        name: selector.slice(1).join('.'),
        type: field.type,
        description: field.description,
        depth,
        fits: fitsTypes(field.type, types),
      }
      const inner = field.fields && depth + 1 < DEPTH && !field.type.startsWith('array') ? field.fields : []
      return [choice, ...flatten(group, inner, selector)]
    })
  return groups.flatMap((group) => flatten(group, group.fields, [group.id]))
}

/** @internal */
export function fitsTypes(type: ValueType, types: readonly string[] | undefined): boolean {
  return types === undefined || type === 'any' || types.includes(type) || types.includes('any')
}

/** What a reference is shown as. @internal */
export interface ReferenceLook {
  readonly title: string
  /** The variable's name and the keys into it. */
  readonly path: string
  readonly nodeType: string | undefined
  readonly type: ValueType | undefined
  /** `missing`: there is no such variable; `not-before`: the node does not run before this one. */
  readonly problem: 'missing' | 'not-before' | undefined
}

/** Describes a reference as people know it. Scopes keep their id as title; the interface translates it. @internal */
export function describeReference(
  selector: Selector,
  groups: readonly VariableGroup[],
  nodes: ReadonlyMap<string, AppNode>,
): ReferenceLook {
  const [id = '', ...path] = selector
  const group = groups.find((candidate) => candidate.id === id)
  const node = nodes.get(id)
  const shown = { title: node?.title ?? id, path: path.join('.'), nodeType: node?.type }
  if (!group) {
    const isKnown = node !== undefined && !isVariableScope(id)
    return { ...shown, type: undefined, problem: isKnown ? 'not-before' : 'missing' }
  }
  const type = typeAt(group.fields, path)
  return { ...shown, type, problem: type === undefined && group.isOpen !== true ? 'missing' : undefined }
}

function typeAt(fields: readonly OutputField[], path: readonly string[]): ValueType | undefined {
  const [name, ...rest] = path
  const field = fields.find((candidate) => candidate.name === name)
  if (!field || rest.length === 0) return field?.type
  return (field.fields && typeAt(field.fields, rest)) ?? 'any'
}
