import type { AppNode, Point } from '../app.ts'
import { createNode } from '../create-app.ts'
import { isPlainObject, type JsonObject, type JsonValue } from '../json.ts'
import { type AgentTool, agentNode } from '../nodes/agent.ts'
import type { ToolParameter } from '../nodes/tool.ts'
import type { AssistantConfig, AssistantTool } from './assistant.ts'
import { toGraphText } from './basic-text.ts'
import { compileInstruction, WHOLE_CONVERSATION } from './compile-prompt.ts'

interface AgentPlace {
  readonly id: string
  readonly position: Point
  readonly fields: ReadonlySet<string>
  readonly hasKnowledge: boolean
}

function isEmpty(value: JsonValue): boolean {
  return (
    value === null || value === '' || (isPlainObject(value) && (value as JsonObject).type === 'auto') // of JSON
  )
}

/** What a person has filled in; the rest is the model's to decide. */
function toParameter(value: JsonValue, fields: ReadonlySet<string>): ToolParameter {
  return typeof value === 'string'
    ? { type: 'mixed', value: toGraphText(value, 'start', fields) }
    : { type: 'constant', value }
}

function compileTool(tool: AssistantTool, fields: ReadonlySet<string>): AgentTool {
  const { enabled, providerId, providerName, providerType, name, label, parameters } = tool
  return {
    enabled,
    providerType,
    provider: providerId === '' ? providerName : providerId,
    tool: name,
    label: label ?? name,
    parameters: Object.fromEntries(
      Object.entries(parameters).flatMap(([key, value]) =>
        isEmpty(value) ? [] : [[key, toParameter(value, fields)]],
      ),
    ),
    settings: {},
  }
}

/**
 * The node of an agent app. Its instruction comes from the simple prompt, or from the system messages of an
 * advanced one; passages stand in it, for an agent has no context of its own.
 * @internal
 */
export function createAgentNode(assistant: AssistantConfig, place: AgentPlace): AppNode {
  const { id, position, fields } = place
  const { model, agent, promptType, messages = [], memory = WHOLE_CONVERSATION } = assistant
  const advanced = messages.filter(({ role }) => role === 'system').map(({ text }) => text)
  const instruction =
    promptType === 'advanced' && advanced.length > 0
      ? toGraphText(advanced.join('\n\n'), 'start', fields)
      : compileInstruction(assistant, place)
  return createNode(agentNode, {
    id,
    title: 'Agent',
    position,
    config: {
      strategy: agent?.strategy === 'react' ? 'ReAct' : 'function_calling',
      model,
      tools: (agent?.tools ?? []).map((tool) => compileTool(tool, fields)),
      instruction: instruction.replaceAll(
        '{{#context#}}',
        place.hasKnowledge ? '{{#knowledge.result#}}' : '',
      ),
      query: '{{#sys.query#}}',
      maxIterations: Math.min(agent?.maxIterations ?? 10, 100),
      memory: { ...memory },
    },
  })
}
