import { zipSync } from 'fflate'
import { damaged, importPart, noText, tooLarge, warning } from './document-errors.ts'
import { withLostTexts } from './docx-text.ts'
import { parseDocument } from './html.ts'
import { htmlToText } from './html-to-text.ts'
import { nestingOf } from './nesting.ts'
import { isXmlPart, readTitle } from './office-parts.ts'
import { createPacer, throwIfStopped } from './pacer.ts'
import type { Loader } from './types.ts'
import { withImmediate } from './with-immediate.ts'
import { unpack } from './zip.ts'

const BROKEN = 'The Word document is cut off or damaged.'

/** Refuses XML that would cost more than it holds: entities, extreme nesting, extreme size. */
function checkXml(bytes: Uint8Array, maxDepth: number, maxBytes: number): void {
  if (bytes.length > maxBytes) throw tooLarge('A part of the document is very large.', maxBytes)
  const wide = bytes[0] === 0xff || bytes[0] === 0xfe || bytes[0] === 0 || bytes[1] === 0
  // Word writes UTF-8 only; another encoding would be read differently by the check and by the parser.
  if (wide) throw damaged(BROKEN)
  const xml = new TextDecoder().decode(bytes)
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml))
    throw damaged('The document defines XML entities, which Word never does.')
  if (nestingOf(xml, maxDepth, true) > maxDepth) throw damaged('The document is nested too deeply.')
}

/** Word documents: text, headings, lists and tables by mammoth, from a copy that was unpacked under limits. */
export const load: Loader = async (file, { signal, onProgress, limits }) => {
  const pacer = createPacer(signal)
  const total = file.bytes.length
  onProgress({ unit: 'bytes', done: 0, total })
  const parts = await unpack(file.bytes, isXmlPart, limits, pacer)
  for (const bytes of parts.values()) {
    checkXml(bytes, limits.maxDepth, limits.maxMarkupBytes)
    await pacer.restIfDue()
  }
  // Packed again without compression, so that mammoth sees exactly the bytes that were counted and checked.
  const safe = zipSync(Object.fromEntries(withLostTexts(parts)), { level: 0 })
  await pacer.rest()
  const { html, problems } = await withImmediate(() => convert(safe))
  throwIfStopped(signal)
  await pacer.rest()
  const text = await htmlToText(parseDocument(`<div>${html}</div>`).documentElement, signal)
  onProgress({ unit: 'bytes', done: total, total })
  if (text.text.trim() === '') throw noText('The Word document holds no text. Upload a version that does.')
  const warnings =
    problems > 0
      ? [
          warning('DOCUMENT_DAMAGED', 'Some parts of the Word document could not be read.', {
            parts: problems,
          }),
        ]
      : []
  return { ...text, ...(await readTitle(parts, limits, pacer)), warnings, format: 'docx' }
}

async function convert(zip: Uint8Array): Promise<{ html: string; problems: number }> {
  const buffer = zip.slice().buffer
  // Imported here, because jszip looks for setImmediate when it is loaded.
  const { default: mammoth } = await importPart('docx', () => import('mammoth'))
  try {
    const result = await mammoth.convertToHtml(
      // Browsers look for the one, Node for the other; both take an ArrayBuffer.
      { arrayBuffer: buffer, buffer } as unknown as { arrayBuffer: ArrayBuffer }, // the types know only Node's Buffer
      {
        externalFileAccess: false,
        includeEmbeddedStyleMap: false,
        // Pictures are neither read nor fetched.
        convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })),
      },
    )
    return {
      // The way back from a note leads somewhere and says nothing.
      html: result.value.replace(/ <a href="#(?:foot|end)note-ref-[^"]{0,40}">↑<\/a>/g, ''),
      problems: result.messages.filter((message) => message.type === 'error').length,
    }
  } catch (error) {
    throw damaged(BROKEN, error)
  }
}
