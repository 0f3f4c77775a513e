import type { JsonObject } from '@skep/schema'
import type { RunCore } from './core.ts'

/** Keeps the variables of the conversation, for its next turn. @internal */
export async function saveConversation({ state, ports }: Pick<RunCore, 'state' | 'ports'>): Promise<void> {
  const { conversationId, variables } = state
  const values: JsonObject = Object.fromEntries(variables.get('conversation') ?? [])
  if (conversationId !== undefined) await ports.conversations?.saveVariables(conversationId, values)
}
