import { decodeText } from './decode-text.ts'
import type { Loader } from './types.ts'

/** Plain text is kept as it is. */
export const load: Loader = async (file) => {
  const { text, warnings } = decodeText(file.bytes)
  return { text, pages: [], headings: [], warnings, format: 'text' }
}
