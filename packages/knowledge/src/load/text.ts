import { decodeText } from './decode-text.ts'
import { charsetOf } from './mime-type.ts'
import type { Loader } from './types.ts'

/** Plain text is kept as it is. */
export const load: Loader = async (file) => {
  const { text, warnings } = decodeText(file.bytes, charsetOf(file.mimeType))
  return { text, pages: [], headings: [], warnings, format: 'text' }
}

/** So is source code. */
export const loadCode: Loader = async (file, context) => ({ ...(await load(file, context)), format: 'code' })
