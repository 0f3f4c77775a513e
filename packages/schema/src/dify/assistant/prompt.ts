import type { AssistantConfig, AssistantMessage } from '../../assistant/assistant.ts'
import type { JsonObject } from '../../json.ts'
import { readModel, writeModel } from '../nodes/shared.ts'
import { defined, type Reader } from '../reader.ts'

type Prompt = Pick<AssistantConfig, 'model' | 'promptType' | 'instruction' | 'messages' | 'completion'>

function readMessage(item: Reader): AssistantMessage {
  return {
    role: item.choice('role', ['system', 'user', 'assistant']) ?? 'user',
    text: item.text('text') ?? '',
  }
}

function readCompletion(config: Reader | undefined): AssistantConfig['completion'] {
  if (!config) return undefined
  const prefix = config.inner('conversation_histories_role')
  return defined<NonNullable<AssistantConfig['completion']>>({
    text: config.inner('prompt')?.text('text') ?? '',
    rolePrefix: prefix && {
      user: prefix.text('user_prefix') ?? '',
      assistant: prefix.text('assistant_prefix') ?? '',
    },
  })
}

/** @internal */
export function readPrompt(data: Reader): Prompt {
  const messages = data.inner('chat_prompt_config')?.items('prompt').map(readMessage) ?? []
  const completion = data.inner('completion_prompt_config')
  return defined<Prompt>({
    model: readModel(data),
    promptType: data.choice('prompt_type', ['simple', 'advanced']) ?? 'simple',
    instruction: data.text('pre_prompt') ?? '',
    messages: messages.length > 0 ? messages : undefined,
    completion:
      completion && Object.keys(completion.value).length > 0 ? readCompletion(completion) : undefined,
  })
}

/** @internal */
export function writePrompt({ model, promptType, instruction, messages, completion }: Prompt): JsonObject {
  return {
    model: writeModel(model),
    prompt_type: promptType,
    pre_prompt: instruction,
    chat_prompt_config: messages ? { prompt: messages.map(({ role, text }) => ({ role, text })) } : {},
    completion_prompt_config: completion
      ? defined<JsonObject>({
          prompt: { text: completion.text },
          conversation_histories_role: completion.rolePrefix && {
            user_prefix: completion.rolePrefix.user,
            assistant_prefix: completion.rolePrefix.assistant,
          },
        })
      : {},
  }
}
