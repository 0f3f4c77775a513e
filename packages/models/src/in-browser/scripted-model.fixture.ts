import type { ContractAnswer } from '@skep/testing'
import type { LanguageModelApi, LanguageModelSession } from './built-in-ai.ts'

/** The Prompt API as browsers document it, with words of the test's: no browser here has its model. */
export class ScriptedModel implements LanguageModelApi {
  #words: readonly string[] = []
  #isEndless = false

  steer(wanted: ContractAnswer): void {
    this.#isEndless = wanted.type === 'endless'
    this.#words = 'text' in wanted ? (wanted.text.match(/.{1,3}/gsu) ?? []) : ['a ']
  }

  async availability(): Promise<string> {
    return 'available'
  }

  async create({ signal }: { readonly signal?: AbortSignal } = {}): Promise<LanguageModelSession> {
    signal?.throwIfAborted()
    const words = this.#words
    const isEndless = this.#isEndless
    return {
      promptStreaming: (_input, options: { readonly signal?: AbortSignal } = {}) => {
        let at = 0
        return new ReadableStream<string>({
          start: (controller) =>
            options.signal?.addEventListener('abort', () => controller.error(options.signal?.reason)),
          pull(controller) {
            const word = isEndless ? 'word ' : words[at]
            at += 1
            if (word === undefined) controller.close()
            else controller.enqueue(word)
          },
        })
      },
      destroy: () => undefined,
    }
  }
}
