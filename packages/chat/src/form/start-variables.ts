import { type App, compileAssistant, type StartVariable, startNode } from '@skep/schema'

/** The fields that an app asks for before it talks. Hidden ones are the host's. @internal */
export function startVariables(app: App | null): readonly StartVariable[] {
  const nodes = app ? compileAssistant(app).graph.nodes : []
  const start = nodes.find((node) => node.type === startNode.type)
  const parsed = start && startNode.config.safeParse(start.config)
  return parsed?.success ? parsed.data.variables.filter((variable) => variable.hidden !== true) : []
}
