import type { ModelPart, ModelRequest } from '@skep/client'
import { hasErrorCode, SkepError } from '@skep/schema'
import type { HostProviderOptions } from '../host/host-provider.ts'
import { plainMessages } from './plain-messages.ts'
import { StopText } from './stop-text.ts'

/** What we use of the Prompt API of browsers. @public */
export interface LanguageModelApi {
  availability(options?: object): Promise<string>
  create(options?: object): Promise<LanguageModelSession>
}

/** @public */
export interface LanguageModelSession {
  promptStreaming(input: unknown, options?: object): ReadableStream<string>
  destroy(): void
}

/** `downloadable`: it comes with the first use, or with `download`. @public */
export type BuiltInAvailability = 'unavailable' | 'downloadable' | 'downloading' | 'available'

/** @public */
export interface BuiltInAi extends HostProviderOptions {
  availability(): Promise<BuiltInAvailability>
  /**
   * Lets the browser load its model; browsers ask for a click or key just before. `onProgress` gets 0 to 1.
   * @throws `MODEL_CAPABILITY`, `MODEL_SERVER`, `CALL_ABORTED`
   */
  download(options?: {
    readonly signal?: AbortSignal
    readonly onProgress?: (share: number) => void
  }): Promise<void>
}

const MODEL = 'built-in'

/**
 * The browser's own language model (Prompt API), for pages: workers do not have it, so pass it where the host's own
 * functions go, e.g. `createSkep({ models: [builtInAi()] })`. Each request has a session of its own.
 * @public
 */
export function builtInAi(
  options: { readonly id?: string; readonly api?: () => LanguageModelApi | undefined } = {},
): BuiltInAi {
  const findApi = options.api ?? languageModel
  const id = options.id ?? 'browser'
  const availability = async (): Promise<BuiltInAvailability> => {
    const state = await findApi()
      ?.availability()
      .catch(() => 'unavailable')
    return STATES.find((one) => one === state) ?? 'unavailable'
  }
  const open = async (given: object): Promise<LanguageModelSession> => {
    const api = findApi()
    if (!api || (await availability()) === 'unavailable') throw unavailableError()
    return api.create(given)
  }
  return {
    id,
    models: [
      {
        model: MODEL,
        label: 'Model of this browser',
        location: 'local',
        isLanguageModel: true,
        description: "Runs in the browser's own model. The texts do not leave this device.",
        capabilities: ['json-schema', 'stop'],
      },
    ],
    availability,
    async download({ signal, onProgress } = {}) {
      try {
        const session = await open({
          ...(signal ? { signal } : {}),
          monitor: (monitor: EventTarget) =>
            monitor.addEventListener('downloadprogress', (event) => {
              const share: unknown = Reflect.get(event, 'loaded')
              if (typeof share === 'number') onProgress?.(share)
            }),
        })
        session.destroy()
      } catch (cause) {
        throw toError(
          cause,
          signal,
          'The browser could not load its model. Click again, or choose another model.',
        )
      }
    },
    chat: (request, { signal }) => answer(open, request, signal),
  }
}

const STATES: readonly BuiltInAvailability[] = ['unavailable', 'downloadable', 'downloading', 'available']

async function* answer(
  open: (given: object) => Promise<LanguageModelSession>,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelPart, void, void> {
  const messages = plainMessages(request.messages, request.model)
  // The API takes one system message, and only as the first.
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content)
  const initialPrompts = [
    ...(system.length > 0 ? [{ role: 'system', content: system.join('\n\n') }] : []),
    ...messages.filter(({ role }) => role !== 'system'),
  ]
  const last = initialPrompts.pop() ?? { role: 'user', content: '' }
  const stopText = new StopText(request.stop)
  const { responseFormat: format } = request
  let session: LanguageModelSession | undefined
  let reader: ReadableStreamDefaultReader<string> | undefined
  try {
    session = await open({ initialPrompts, signal })
    const stream = session.promptStreaming(last.role === 'system' ? last.content : [last], {
      signal,
      ...(format?.type === 'json-schema' ? { responseConstraint: format.schema } : {}),
    })
    reader = stream.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (signal.aborted) throw signal.reason
      const text = done ? stopText.end() : stopText.push(value)
      if (text !== '') yield { type: 'text', text }
      if (done || stopText.isStopped) break
    }
    // The API counts neither prompt nor answer in tokens that can be compared: the runtime estimates.
    yield { type: 'finish', reason: 'stop', usage: {} }
  } catch (cause) {
    throw toError(cause, signal, 'The model of this browser failed. Try again, or choose another model.')
  } finally {
    reader?.cancel().catch(() => undefined) // it has ended already
    session?.destroy()
  }
}

function languageModel(): LanguageModelApi | undefined {
  const api: unknown = Reflect.get(globalThis, 'LanguageModel')
  return typeof api === 'function' ? (api as unknown as LanguageModelApi) : undefined // the browser's own class
}

function unavailableError(): SkepError {
  const message = 'This browser has no model of its own on this device. Choose another model.'
  return new SkepError('MODEL_CAPABILITY', message, { model: MODEL })
}

function toError(cause: unknown, signal: AbortSignal | undefined, message: string): SkepError {
  if (signal?.aborted) return new SkepError('CALL_ABORTED', 'The call was stopped.')
  if (hasErrorCode(cause)) return cause
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : ''
  if (name === 'QuotaExceededError') {
    const long = 'The conversation is longer than the model of this browser can read. Shorten it.'
    return new SkepError('MODEL_BAD_REQUEST', long, { model: MODEL }, { cause })
  }
  return new SkepError('MODEL_SERVER', message, { model: MODEL }, { cause })
}
