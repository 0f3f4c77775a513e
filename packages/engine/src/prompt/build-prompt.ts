import type { Usage } from '@skep/client'
import {
  type LlmConfig,
  type MemoryConfig,
  type ModelChoice,
  type PromptMessage,
  type Selector,
  SkepError,
  type Value,
} from '@skep/schema'
import { summarizeTurns } from '../features/memory-summary.ts'
import { contextText, type PromptContext, readContext } from '../nodes/retrieval-result.ts'
import type { ModelContent, ModelMessage, ModelRequest } from '../ports/models.ts'
import type { EnginePorts } from '../ports/ports.ts'
import { renderJinja } from '../text/jinja.ts'
import { imageContents } from './images.ts'
import { turnMessages, turnsOf, windowSize } from './memory.ts'

const HISTORIES_REFERENCE = '{{#histories#}}'
/** Where the passages and the conversation are written into a text. */
const DATA_REFERENCE = /(\{\{#(?:context|histories)#\}\})/
const SUMMARY_TITLE = 'What was said before the messages that follow, in short:'
const MAX_JINJA_CHARS = 400_000

/** @internal */
export interface PromptSources {
  readonly ports: EnginePorts
  readonly conversationId?: string
  /** The node that asks, which keeps a summary of its own. */
  readonly nodeId?: string
  readonly signal?: AbortSignal
  read(selector: Selector): Value | undefined
  renderText(text: string): string
}

/** @internal */
export interface Prompt {
  readonly messages: readonly ModelMessage[]
  /** What `context` of the request is, where the node has context. */
  readonly context?: NonNullable<ModelRequest['context']>
  readonly sources: PromptContext
  /** What it took to sum up older turns. */
  readonly usage?: Usage
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
  const history = memory ? await readHistory(memory, config.model, from) : NO_HISTORY
  const data: PromptData = { context: passages, histories: () => writeTurns(history.messages, memory) }
  const own = config.prompt.map((message) => ({
    role: message.role,
    content: renderMessage(message, config, data, from),
  }))
  const question = memory ? from.renderText(memory.queryTemplate || '{{#sys.query#}}').trim() : ''
  // A text that says where the conversation stands holds the question too, as prompts of completion models do.
  const isWritten = config.prompt.some(
    ({ edition, text }) => edition !== 'jinja2' && text.includes(HISTORIES_REFERENCE),
  )
  const turns = isWritten ? [] : [...history.messages, { role: 'user' as const, content: question }]
  const messages: ModelMessage[] = [...own, ...turns].filter(
    ({ content }) => typeof content !== 'string' || content.trim() !== '',
  )
  const images = vision.enabled
    ? await imageContents(from.read(vision.selector ?? ['sys', 'files']), vision, from.ports)
    : []
  if (images.length > 0) attachImages(messages, images)
  if (messages.length === 0) {
    throw new SkepError('PROMPT_EMPTY', 'The prompt is empty. Write a message for the model.')
  }
  return {
    messages,
    sources,
    ...(context.enabled ? { context: requestContext(sources, config, from) } : {}),
    ...(history.usage ? { usage: history.usage } : {}),
  }
}

/** @internal */
export interface History {
  readonly messages: readonly ModelMessage[]
  readonly usage?: Usage
}

const NO_HISTORY: History = { messages: [] }
const NO_DATA: PromptData = { context: '', histories: () => '' }

/**
 * Past turns, where the node remembers and the run is part of a conversation: those in the window as they were, and
 * those before it in a summary where the node asks for one.
 * @internal
 */
export async function readHistory(
  memory: MemoryConfig,
  model: ModelChoice,
  from: PromptSources,
): Promise<History> {
  const { ports, conversationId, nodeId = '' } = from
  if (!ports.conversations || conversationId === undefined) return NO_HISTORY
  const turns = turnsOf(await ports.conversations.messages(conversationId))
  const size = windowSize(memory)
  const start = Math.max(0, turns.length - size)
  const messages = turnMessages(turns.slice(start))
  if (!memory.summarize || start === 0) return { messages }
  const { text, usage } = await summarizeTurns(turns.slice(0, start), {
    ports,
    model,
    conversationId,
    key: nodeId,
    signal: from.signal ?? new AbortController().signal,
  })
  const summary: ModelMessage = { role: 'system', content: `${SUMMARY_TITLE}\n${text}` }
  return { messages: text === '' ? messages : [summary, ...messages], ...(usage ? { usage } : {}) }
}

/** What is written into a prompt as it is: nothing inside it is filled or run. */
interface PromptData {
  readonly context: string
  histories(): string
}

/** The conversation as one text, each turn under the name of its side. */
function writeTurns(messages: readonly ModelMessage[], memory: MemoryConfig | undefined): string {
  const { user = '', assistant = '' } = memory?.rolePrefix ?? {}
  return messages
    .map(({ role, content }) => {
      const name = role === 'assistant' ? assistant || 'Assistant' : user || 'Human'
      const text = typeof content === 'string' ? content : ''
      return role === 'system' ? text : `${name}: ${text}`
    })
    .join('\n')
}

function renderMessage(
  { edition, text, jinjaText }: PromptMessage,
  config: LlmConfig,
  data: PromptData,
  { read, renderText }: PromptSources,
): string {
  if (edition === 'jinja2') {
    // What does not exist is left out: it is empty in a template, where null would be written as None.
    const variables = config.jinjaVariables.flatMap(({ variable, selector }) => {
      const value = read(selector)
      return value === undefined ? [] : [[variable, value] as const]
    })
    return renderJinja(jinjaText ?? '', Object.fromEntries(variables), MAX_JINJA_CHARS)
  }
  // References are filled between the marks, never inside what stands there: passages and past turns are data.
  return text
    .split(DATA_REFERENCE)
    .map((part) => {
      if (part === HISTORIES_REFERENCE) return data.histories()
      return DATA_REFERENCE.test(part) ? data.context : renderText(part)
    })
    .join('')
}

function requestContext(
  { passages, query }: PromptContext,
  config: LlmConfig,
  from: PromptSources,
): NonNullable<ModelRequest['context']> {
  const asked = query ?? from.renderText('{{#sys.query#}}')
  const lastUser = config.prompt.findLast(({ role }) => role === 'user')
  return {
    query: asked.trim() !== '' || !lastUser ? asked : renderMessage(lastUser, config, NO_DATA, from).trim(),
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
