import { SkepError } from '@skep/schema'

const MAX_PATTERN_CHARS = 200

/** Whether an address is meant. */
export type AddressTest = (url: URL) => boolean

type Step = { readonly kind: 'char'; readonly char: string } | { readonly kind: 'one' | 'name' | 'any' }

/** `*` stays within one part of a path, `**` does not, `?` is one character. */
function readSteps(pattern: string): readonly Step[] {
  const steps: Step[] = []
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at)
    if (char === '?') steps.push({ kind: 'one' })
    else if (char !== '*') steps.push({ kind: 'char', char })
    else if (pattern.charAt(at + 1) !== '*') steps.push({ kind: 'name' })
    else {
      while (pattern.charAt(at + 1) === '*') at++
      steps.push({ kind: 'any' })
    }
  }
  return steps
}

/** All states at once instead of backtracking, so that no pattern takes more than its length times the text's. */
function matches(steps: readonly Step[], text: string): boolean {
  let states = new Uint8Array(steps.length + 1)
  states[0] = 1
  openStars(steps, states)
  for (const char of text) {
    const next = new Uint8Array(steps.length + 1)
    for (const [at, step] of steps.entries()) {
      if (!states[at]) continue
      if (step.kind === 'any' || (step.kind === 'name' && char !== '/')) next[at] = 1
      if (step.kind === 'char' ? step.char === char : step.kind === 'one' && char !== '/') next[at + 1] = 1
    }
    openStars(steps, next)
    states = next
  }
  return states[steps.length] === 1
}

/** A star may stand for nothing. */
function openStars(steps: readonly Step[], states: Uint8Array): void {
  for (const [at, step] of steps.entries()) {
    if (states[at] && (step.kind === 'any' || step.kind === 'name')) states[at + 1] = 1
  }
}

/**
 * A test of addresses by a glob. A pattern that begins with `http` is held against the whole address, any other against
 * path and query from the first slash on: `/docs/**`, `blog/*`, `**` + `/print?*`.
 * @throws `CALL_INVALID`
 */
export function pathPattern(pattern: string): AddressTest {
  const trimmed = pattern.trim()
  if (trimmed === '' || trimmed.length > MAX_PATTERN_CHARS) {
    throw new SkepError(
      'CALL_INVALID',
      `A pattern of addresses has 1 to ${MAX_PATTERN_CHARS} characters, such as /docs/**. Correct it.`,
      { field: 'pattern' },
    )
  }
  const isWhole = /^https?:/i.test(trimmed)
  const steps = readSteps(isWhole || /^[/*]/.test(trimmed) ? trimmed : `/${trimmed}`)
  return (url) => matches(steps, isWhole ? url.href : url.pathname + url.search)
}
