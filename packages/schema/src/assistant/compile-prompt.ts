import type { App } from '../app.ts'
import type { LlmConfig, PromptMessage } from '../nodes/llm.ts'
import type { AssistantConfig } from './assistant.ts'
import { toGraphText } from './basic-text.ts'

// Where an instruction is all that a person wrote, this tells the model what the passages are for.
const CONTEXT_PROMPT = `The passages between <context> and </context> are what you know about the subject. Answer from them, in the language of the question. If they do not hold the answer, or you are not sure, say so or ask back. Do not mention that you were given passages.

<context>
{{#context#}}
</context>`

/** The conversation as a model sees it where the settings say nothing: all that fits. */
export const WHOLE_CONVERSATION: NonNullable<AssistantConfig['memory']> = {
  window: { enabled: false, size: 50 },
}

interface PromptParts {
  readonly fields: ReadonlySet<string>
  readonly hasKnowledge: boolean
}

/** The instruction with what belongs before it. @internal */
export function compileInstruction(
  { instruction }: AssistantConfig,
  { fields, hasKnowledge }: PromptParts,
): string {
  const own = toGraphText(instruction, 'start', fields)
  return [hasKnowledge ? CONTEXT_PROMPT : '', own].filter((part) => part.trim() !== '').join('\n\n')
}

function messagesOf(assistant: AssistantConfig, app: App, parts: PromptParts): readonly PromptMessage[] {
  const { promptType, model, messages = [], completion } = assistant
  const text = (basic: string): string => toGraphText(basic, 'start', parts.fields)
  if (promptType === 'advanced' && model.mode === 'completion') {
    return [{ role: 'user', text: text(completion?.text ?? '') }]
  }
  if (promptType === 'advanced') return messages.map((message) => ({ ...message, text: text(message.text) }))
  const instruction = compileInstruction(assistant, parts)
  if (instruction === '') return []
  // Without a question the instruction is what is asked; as the system's word it would stand alone.
  return [{ role: app.mode === 'completion' ? 'user' : 'system', text: instruction }]
}

/** The configuration of the model node. @internal */
export function compilePrompt(assistant: AssistantConfig, app: App, parts: PromptParts): LlmConfig {
  const { model, vision, memory = WHOLE_CONVERSATION, completion, promptType } = assistant
  const isWritten = promptType === 'advanced' && model.mode === 'completion'
  const messages = messagesOf(assistant, app, parts)
  const hasMemory = app.mode !== 'completion'
  return {
    model,
    // A question that came with a completion is asked too; without one the message is empty and is left out.
    prompt: hasMemory || isWritten ? messages : [...messages, { role: 'user', text: '{{#sys.query#}}' }],
    jinjaVariables: [],
    context: parts.hasKnowledge
      ? { enabled: true, selector: ['knowledge', 'result'] }
      : { enabled: false, selector: [] },
    ...(hasMemory
      ? {
          memory: {
            ...memory,
            queryTemplate: '{{#sys.query#}}',
            ...(completion?.rolePrefix ? { rolePrefix: completion.rolePrefix } : {}),
          },
        }
      : {}),
    vision: vision?.enabled ? { ...vision, selector: ['sys', 'files'] } : { enabled: false },
  }
}
