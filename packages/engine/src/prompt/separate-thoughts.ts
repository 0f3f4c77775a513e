import type { ModelPart } from '../ports/models.ts'
import { createThinkSplitter } from '../text/think-splitter.ts'

/** A model's stream with the `<think>` parts of its text as reasoning. @internal */
export async function* separateThoughts(
  parts: AsyncIterable<ModelPart>,
): AsyncGenerator<ModelPart, void, void> {
  const splitter = createThinkSplitter()
  for await (const part of parts) {
    if (part.type === 'text') yield* splitter.push(part.text)
    else if (part.type === 'finish') {
      yield* splitter.end()
      yield part
    } else yield part
  }
}
