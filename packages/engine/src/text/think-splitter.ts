/** Text of a model, told apart from its thoughts. @internal */
export interface ThinkPart {
  readonly type: 'text' | 'reasoning'
  readonly text: string
}

const OPEN = '<think>'
const CLOSE = '</think>'

/** The longest end of `text` that may be the beginning of `tag`. */
function openEnd(text: string, tag: string): number {
  for (let length = Math.min(text.length, tag.length - 1); length > 0; length -= 1) {
    if (tag.startsWith(text.slice(-length))) return length
  }
  return 0
}

/**
 * Cuts streamed text at `<think>` and `</think>`, wherever the pieces break. An unclosed thought stays a thought;
 * space before the first word of the answer is dropped.
 * @internal
 */
export function createThinkSplitter(): {
  push(text: string): readonly ThinkPart[]
  end(): readonly ThinkPart[]
} {
  let held = ''
  let type: ThinkPart['type'] = 'text'
  let hasText = false
  const push = (text: string): readonly ThinkPart[] => {
    const parts: ThinkPart[] = []
    const say = (part: string): void => {
      // Models leave empty lines between their thoughts and the answer.
      const said = type === 'text' && !hasText ? part.trimStart() : part
      if (said === '') return
      hasText ||= type === 'text'
      parts.push({ type, text: said })
    }
    held += text
    for (;;) {
      const tag = type === 'text' ? OPEN : CLOSE
      const at = held.indexOf(tag)
      if (at < 0) break
      say(held.slice(0, at))
      held = held.slice(at + tag.length)
      type = type === 'text' ? 'reasoning' : 'text'
    }
    const keep = openEnd(held, type === 'text' ? OPEN : CLOSE)
    say(held.slice(0, held.length - keep))
    held = keep === 0 ? '' : held.slice(-keep)
    return parts
  }
  return {
    push,
    end: () => {
      const rest = held
      held = ''
      return rest === '' ? [] : [{ type, text: rest }]
    },
  }
}
