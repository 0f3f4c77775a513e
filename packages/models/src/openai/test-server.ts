import type { ProviderConfig } from '@skep/client'
import { hasErrorCode, SkepError } from '@skep/schema'
import type { ProviderContext } from '../provider.ts'
import { refineNetworkError } from './network-error.ts'
import type { OpenCall } from './openai-provider.ts'
import type { OpenAiSettings } from './settings.ts'

/**
 * Asks for the list of models, then for the shortest answer of a configured model that the list does not name (or
 * that cannot be listed): only an answer proves that it is there.
 * @throws `MODEL_*` with `data.cause` and `data.hint`
 * @internal
 */
export async function testServer(call: {
  readonly signal: AbortSignal
  readonly settings: OpenAiSettings
  readonly config: ProviderConfig
  readonly context: ProviderContext
  readonly open: OpenCall
  readonly serverModels: (signal: AbortSignal) => Promise<readonly string[]>
}): Promise<readonly string[]> {
  const { settings, signal } = call
  const wanted = settings.models.map(({ model }) => model)
  try {
    let names: readonly string[] = []
    if (settings.dialect.listsModels) {
      try {
        names = await call.serverModels(signal)
      } catch (error) {
        // Some servers have chat and no list.
        if (!hasErrorCode(error) || error.code !== 'MODEL_NOT_FOUND' || wanted.length === 0) throw error
      }
    }
    const bare = new Set(names.map(bareName))
    const doubtful = settings.models.find(({ model }) => !bare.has(bareName(model)))
    if (doubtful && (doubtful.kind === 'chat' || doubtful.kind === 'embedding')) {
      await ask(call, doubtful.model, doubtful.kind, names)
    }
    return names.length > 0 ? names : wanted
  } catch (error) {
    if (!(error instanceof SkepError)) throw error
    throw await refineNetworkError(error, {
      provider: call.config.id,
      baseUrl: settings.baseUrl,
      corsHint: settings.preset?.corsHint,
      fetch: call.context.fetch,
      signal,
    })
  }
}

async function ask(
  { open, settings, signal, config }: Parameters<typeof testServer>[0],
  model: string,
  kind: 'chat' | 'embedding',
  names: readonly string[],
): Promise<void> {
  const { client, failure } = await open({ signal, sent: '', model })
  try {
    if (kind === 'embedding')
      await client.embeddings.create({ model, input: ['a'], encoding_format: 'float' }, { signal })
    else {
      await client.chat.completions.create(
        { model, messages: [{ role: 'user', content: 'Hi' }], [settings.dialect.maxTokensField]: 16 },
        { signal },
      )
    }
  } catch (cause) {
    const error = failure(cause)
    const isRefused = error.code === 'MODEL_BAD_REQUEST' && /model/i.test(String(error.data.detail ?? ''))
    if (error.code !== 'MODEL_NOT_FOUND' && !isRefused) throw error
    const there = names.slice(0, 20)
    const hint =
      there.length > 0 ? `It has: ${there.join(', ')}.` : 'Check its name, or the name of the deployment.'
    throw new SkepError(
      'MODEL_NOT_FOUND',
      `The server of "${config.id}" has no model "${model}". ${hint}`,
      { provider: config.id, model, known: there, cause: 'model-unknown', hint },
      { cause },
    )
  }
}

/** Gemini lists `models/NAME`, Ollama `NAME:latest`. */
function bareName(name: string): string {
  return name.replace(/^models\//, '').replace(/:latest$/, '')
}
