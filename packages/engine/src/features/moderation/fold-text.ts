const ASCII = /^[\x20-\x7e]*$/
const INVISIBLE = /^[\p{Cf}\p{Variation_Selector}]$/u
const SPACE = /^\s$/u

/**
 * One character as keywords are compared: whatever its case and width, without what cannot be seen. Character by
 * character, so that the folded text of a text is that of its parts.
 * @internal
 */
export function foldCharacter(character: string): string {
  if (SPACE.test(character)) return ' '
  if (INVISIBLE.test(character)) return ''
  return character.normalize('NFKD').toLowerCase()
}

/** @internal */
export function foldText(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  let folded = ''
  for (const character of text) folded += foldCharacter(character)
  return folded
}
