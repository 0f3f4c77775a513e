import { type App, compileAssistant, type JsonValue, type ModelChoice } from '@skep/schema'

function readChoice(value: JsonValue | undefined): ModelChoice | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { provider, name, mode, parameters } = value as { readonly [key: string]: JsonValue } // not a list, as seen above
  if (typeof provider !== 'string' || typeof name !== 'string' || provider === '' || name === '')
    return undefined
  const isObject = typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters)
  return {
    provider,
    name,
    mode: mode === 'completion' ? 'completion' : 'chat',
    parameters: isObject ? (parameters as ModelChoice['parameters']) : {}, // an object, as the line above has seen
  }
}

/** The model that an app talks with: that of its first model node, or of its first node with a model at all. @internal */
export function appModel(app: App): ModelChoice | undefined {
  const choices = compileAssistant(app).graph.nodes.flatMap(({ type, config }) => {
    const choice = readChoice(config.model)
    return choice ? [{ type, choice }] : []
  })
  return (choices.find(({ type }) => type === 'llm') ?? choices[0])?.choice
}
