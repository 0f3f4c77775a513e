/** Whether a text has more characters, as people and Python count them: a picture is two units of a JavaScript text. @internal */
export function isLongerThan(text: string, maxChars: number): boolean {
  if (text.length <= maxChars) return false
  if (text.length > maxChars * 2) return true
  let count = 0
  for (const _ of text) count += 1
  return count > maxChars
}
