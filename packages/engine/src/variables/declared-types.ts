import { type App, loopNode, type ValueType } from '@skep/schema'

/** By scope and name. @internal */
export type DeclaredTypes = ReadonlyMap<string, ReadonlyMap<string, ValueType>>

/** The types of what nodes can write besides their outputs: variables of the conversation and of loops. @internal */
export function declaredTypes({ conversationVariables, graph }: App): DeclaredTypes {
  const types = new Map<string, ReadonlyMap<string, ValueType>>()
  const declare = (
    scope: string,
    variables: readonly { readonly name: string; readonly type: ValueType }[],
  ): void => void types.set(scope, new Map(variables.map(({ name, type }) => [name, type])))
  declare('conversation', conversationVariables)
  for (const { id, type, config } of graph.nodes) {
    const loop = type === loopNode.type ? loopNode.config.safeParse(config) : undefined
    if (loop?.success) declare(id, loop.data.variables)
  }
  return types
}
