import {
  type LlmConfig,
  type MemoryConfig,
  type PromptMessage,
  type Selector,
  SkepError,
  type Value,
} from '@skep/schema'
import { contextText, type PromptContext, readContext } from '../nodes/retrieval-result.ts'
import type { ModelContent, ModelMessage, ModelRequest } from '../ports/models.ts'
import type { EnginePorts } from '../ports/ports.ts'
import { renderJinja } from '../text/jinja.ts'
import { imageContents } from './images.ts'
import { memoryMessages } from './memory.ts'

const CONTEXT_REFERENCE = '{{#context#}}'
const MAX_JINJA_CHARS = 400_000

/** @internal */
export interface PromptSources {
  readonly ports: EnginePorts
  readonly conversationId?: string
  read(selector: Selector): Value | undefined
  renderText(text: string): string
}

/** @internal */
export interface Prompt {
  readonly messages: readonly ModelMessage[]
  /** What `context` of the request is, where the node has context. */
  readonly context?: NonNullable<ModelRequest['context']>
  readonly sources: PromptContext
}

/**
 * The messages that a node sends: its own, past turns, the current question. Empty ones are dropped.
 * @throws `PROMPT_EMPTY` when none is left.
 * @internal
 */
export async function buildPrompt(config: LlmConfig, from: PromptSources): Promise<Prompt> {
  const { context, memory, vision } = config
  const sources = context.enabled ? readContext(from.read(context.selector)) : { passages: [] }
  const passages = contextText(sources)
  const own = config.prompt.map((message) => ({
    role: message.role,
    content: renderMessage(message, config, passages, from),
  }))
  const question = memory ? from.renderText(memory.queryTemplate || '{{#sys.query#}}').trim() : ''
  const history = memory ? await readHistory(memory, from) : []
  const messages: ModelMessage[] = [...own, ...history, { role: 'user' as const, content: question }].filter(
    ({ content }) => typeof content !== 'string' || content.trim() !== '',
  )
  const images = vision.enabled
    ? await imageContents(from.read(vision.selector ?? ['sys', 'files']), vision, from.ports)
    : []
  if (images.length > 0) attachImages(messages, images)
  if (messages.length === 0) {
    throw new SkepError('PROMPT_EMPTY', 'The prompt is empty. Write a message for the model.')
  }
  return { messages, sources, ...(context.enabled ? { context: requestContext(sources, config, from) } : {}) }
}

async function readHistory(
  memory: MemoryConfig,
  { ports, conversationId }: PromptSources,
): Promise<readonly ModelMessage[]> {
  if (!ports.conversations || conversationId === undefined) return []
  return memoryMessages(await ports.conversations.messages(conversationId), memory)
}

function renderMessage(
  { edition, text, jinjaText }: PromptMessage,
  config: LlmConfig,
  context: string,
  { read, renderText }: PromptSources,
): string {
  if (edition === 'jinja2') {
    const variables = config.jinjaVariables.map(({ variable, selector }) => [
      variable,
      read(selector) ?? null,
    ])
    return renderJinja(jinjaText ?? '', Object.fromEntries(variables), MAX_JINJA_CHARS)
  }
  // References are filled between the context marks, never inside the context: passages are data.
  return text
    .split(CONTEXT_REFERENCE)
    .map((part) => renderText(part))
    .join(context)
}

function requestContext(
  { passages, query }: PromptContext,
  config: LlmConfig,
  from: PromptSources,
): NonNullable<ModelRequest['context']> {
  const asked = query ?? from.renderText('{{#sys.query#}}')
  const lastUser = config.prompt.findLast(({ role }) => role === 'user')
  return {
    query: asked.trim() !== '' || !lastUser ? asked : renderMessage(lastUser, config, '', from).trim(),
    passages: passages.map(({ number, title, text }) => ({ number, title, text })),
  }
}

/** Pictures belong to the last user message; without one they make their own. */
function attachImages(messages: ModelMessage[], images: readonly ModelContent[]): void {
  const at = messages.findLastIndex(({ role }) => role === 'user')
  const message = messages[at]
  if (!message) messages.push({ role: 'user', content: images })
  else {
    const { content } = message
    const parts: readonly ModelContent[] =
      typeof content === 'string' ? [{ type: 'text', text: content }] : content
    messages[at] = { ...message, content: [...parts, ...images] }
  }
}
