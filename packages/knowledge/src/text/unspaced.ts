import { isUnspaced } from './words.ts'

const ENOUGH_BAGS = 500

/** Whether most terms are characters or character pairs of scripts without spaces. Looks at up to 500 texts. */
export function isMostlyUnspaced(bags: readonly ReadonlyMap<string, number>[]): boolean {
  const step = Math.max(1, Math.floor(bags.length / ENOUGH_BAGS))
  let unspaced = 0
  let all = 0
  for (let at = 0; at < bags.length; at += step) {
    for (const [term, count] of bags[at] ?? []) {
      all += count
      if (isUnspaced(term)) unspaced += count
    }
  }
  return unspaced * 2 > all
}
