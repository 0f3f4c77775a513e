import type { ModelCapability, ModelContent, ModelMessage, ModelRequest } from '@skep/client'
import { SkepError } from '@skep/schema'
import { schemaInstruction } from './json-by-prompt.ts'
import { toolsByPrompt } from './tools-by-prompt.ts'

/** A request as the model can take it. @internal */
export interface Adapted {
  readonly request: ModelRequest
  /** What was made up for or left out, for people and programs. */
  readonly notes: readonly string[]
  /** Tool calls come as JSON in the text. */
  readonly hasToolsByPrompt: boolean
}

/**
 * Makes a request fit what a model can do: tools and JSON are asked for in words, settings that it does not obey are left
 * out, text files become text. Pictures and files of earlier turns become a remark; those of the last message are refused,
 * for an answer would be about something else. Unknown capabilities: the request stays as it is.
 * @throws `MODEL_CAPABILITY`
 * @internal
 */
export function adaptRequest(
  request: ModelRequest,
  capabilities: readonly ModelCapability[] | undefined,
): Adapted {
  if (!capabilities) return { request, notes: [], hasToolsByPrompt: false }
  const can = (capability: ModelCapability): boolean => capabilities.includes(capability)
  const notes: string[] = []
  let adapted = dropSettings(request, can, notes)
  adapted = { ...adapted, messages: adaptContents(adapted, can, notes) }
  const format = adapted.responseFormat
  if (format && format.type !== 'text' && !can(format.type)) {
    const { responseFormat: _, ...rest } = adapted
    // A model that writes any JSON by itself needs to be told the schema alone.
    const kept =
      format.type === 'json-schema' && can('json') ? { responseFormat: { type: 'json' } as const } : {}
    adapted = withInstruction({ ...rest, ...kept }, schemaInstruction(format))
    notes.push('json-by-prompt')
  }
  const hasTools = (adapted.tools?.length ?? 0) > 0 || adapted.messages.some(({ role }) => role === 'tool')
  const hasToolsByPrompt = hasTools && !can('tools')
  if (hasToolsByPrompt) {
    adapted = toolsByPrompt(adapted)
    notes.push('tools-by-prompt')
  }
  return { request: adapted, notes, hasToolsByPrompt: hasToolsByPrompt && (request.tools?.length ?? 0) > 0 }
}

function dropSettings(
  request: ModelRequest,
  can: (capability: ModelCapability) => boolean,
  notes: string[],
): ModelRequest {
  const { seed, presencePenalty, frequencyPenalty, stop, reasoningEffort, ...rest } = request
  const keep = <T extends object>(
    capability: ModelCapability,
    fields: T,
  ): { readonly [F in keyof T]?: NonNullable<T[F]> } => {
    const given = Object.entries(fields).filter(([, value]) => value !== undefined)
    if (given.length === 0) return {}
    if (can(capability)) return Object.fromEntries(given) as { [F in keyof T]: NonNullable<T[F]> } // those that are there
    notes.push(`${capability}-dropped`)
    return {}
  }
  return {
    ...rest,
    ...keep('seed', { seed }),
    ...keep('penalties', { presencePenalty, frequencyPenalty }),
    ...keep('stop', { stop: stop?.length ? stop : undefined }),
    ...keep('reasoning-effort', { reasoningEffort }),
  }
}

function adaptContents(
  request: ModelRequest,
  can: (capability: ModelCapability) => boolean,
  notes: string[],
): readonly ModelMessage[] {
  const last = request.messages.findLastIndex(({ role }) => role === 'user')
  return request.messages.map((message, index) => {
    if (typeof message.content === 'string') return message
    const content = message.content.map((part): ModelContent => {
      if (part.type === 'text') return part
      const capability = neededFor(part)
      if (can(capability)) return part
      const text = part.type === 'file' ? readTextFile(part) : undefined
      if (text !== undefined) {
        notes.push('file-as-text')
        return { type: 'text', text }
      }
      if (index === last) throw refusedError(request, capability)
      notes.push(`${capability}-described`)
      return { type: 'text', text: remark(part) }
    })
    return { ...message, content }
  })
}

function neededFor(part: Exclude<ModelContent, { readonly type: 'text' }>): 'vision' | 'files' | 'audio' {
  if (part.type === 'image') return 'vision'
  return part.mimeType.startsWith('audio/') ? 'audio' : 'files'
}

/** The text of a file that is nothing else, from its `data:` address. */
function readTextFile(part: Extract<ModelContent, { readonly type: 'file' }>): string | undefined {
  if (!/^text\/|^application\/(?:json|xml|yaml)\b/.test(part.mimeType)) return undefined
  const [, encoding, data] = /^data:[^,]*?(;base64)?,(.*)$/s.exec(part.url) ?? []
  if (data === undefined) return undefined
  const text = encoding
    ? new TextDecoder().decode(Uint8Array.from(atob(data), (char) => char.charCodeAt(0)))
    : decodeURIComponent(data)
  return `File "${part.name}":\n${text}`
}

function remark(part: Exclude<ModelContent, { readonly type: 'text' }>): string {
  return part.type === 'image'
    ? '[A picture was here that you cannot see.]'
    : `[The file "${part.name}" was here, which you cannot read.]`
}

const REFUSED = {
  vision: 'see pictures',
  files: 'read files',
  audio: 'listen to recordings',
} as const

function refusedError({ provider, model }: ModelRequest, capability: keyof typeof REFUSED): SkepError {
  return new SkepError(
    'MODEL_CAPABILITY',
    `The model "${model}" cannot ${REFUSED[capability]}. Choose one that can, or ask without.`,
    { provider, model, capability },
  )
}

/** @internal */
export function withInstruction(request: ModelRequest, instruction: string): ModelRequest {
  const [first, ...rest] = request.messages
  // Some models take one system message only, at the beginning.
  if (first?.role === 'system' && typeof first.content === 'string') {
    return { ...request, messages: [{ ...first, content: `${first.content}\n\n${instruction}` }, ...rest] }
  }
  return { ...request, messages: [{ role: 'system', content: instruction }, ...request.messages] }
}
