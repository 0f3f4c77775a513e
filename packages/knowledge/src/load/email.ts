import type { DocumentText } from '@skep/client'
import { type ErrorData, hasErrorCode } from '@skep/schema'
import PostalMime, { type Address, type Attachment } from 'postal-mime'
import { damaged, tooLarge, warning } from './document-errors.ts'
import { parseDocument } from './html.ts'
import { htmlToText } from './html-to-text.ts'
import { headingText, joinTexts } from './join-texts.ts'
import { nestingOf } from './nesting.ts'
import { createPacer, throwIfStopped } from './pacer.ts'
import { tidy } from './table-text.ts'
import type { Loader, LoaderContext } from './types.ts'

const MAX_NESTED_PARTS = 50
const MAX_ATTACHMENTS = 50
const MAX_LEVEL = 9

function addressText(addresses: readonly (Address | undefined)[] | undefined): string {
  return (addresses ?? [])
    .flatMap((each) => (each && 'group' in each && each.group ? each.group : each ? [each] : []))
    .map(({ name, address }) => (name && address ? `${name} <${address}>` : name || address || ''))
    .filter((text) => text !== '')
    .join(', ')
}

function plainText(text: string): DocumentText {
  return { text: text.replace(/\r\n?/g, '\n').trim(), pages: [], headings: [] }
}

async function bodyText(
  { text, html }: { readonly text?: string | undefined; readonly html?: string | undefined },
  { signal, limits }: LoaderContext,
): Promise<DocumentText> {
  if (text !== undefined && text.trim() !== '') return plainText(text)
  if (html === undefined) return plainText('')
  if (html.length > limits.maxMarkupBytes) throw tooLarge('The message is very large.', limits.maxMarkupBytes)
  if (nestingOf(html, limits.maxDepth) > limits.maxDepth) throw damaged('The message is nested too deeply.')
  return htmlToText(parseDocument(html).documentElement, signal)
}

function bytesOf({ content }: Attachment): Uint8Array {
  if (typeof content === 'string') return new TextEncoder().encode(content)
  return content instanceof Uint8Array ? content : new Uint8Array(content)
}

/** Attachments that can be read follow the message; of the others the name is all there is. */
async function attachmentTexts(
  attachments: readonly Attachment[],
  { loadInner, signal }: LoaderContext,
): Promise<{ readonly texts: readonly DocumentText[]; readonly warnings: readonly ErrorData[] }> {
  const texts: DocumentText[] = []
  const unread: string[] = []
  const innerWarnings: ErrorData[] = []
  for (const [at, attachment] of attachments.entries()) {
    const name = tidy(attachment.filename ?? '')
    if (/^(?:image|audio|video)\//.test(attachment.mimeType)) continue
    if (!loadInner || at >= MAX_ATTACHMENTS) {
      unread.push('DOCUMENT_TOO_LARGE')
      continue
    }
    try {
      const { text, headings, warnings } = await loadInner({
        name: name || 'attachment',
        mimeType: attachment.mimeType,
        bytes: bytesOf(attachment),
      })
      texts.push(headingText(2, `Attachment: ${name || attachment.mimeType}`), {
        text,
        pages: [],
        headings: headings.map((each) => ({ ...each, level: Math.min(MAX_LEVEL, each.level + 2) })),
      })
      innerWarnings.push(...warnings)
    } catch (error) {
      throwIfStopped(signal)
      unread.push(hasErrorCode(error) ? error.code : 'DOCUMENT_DAMAGED')
    }
  }
  if (unread.length === 0) return { texts, warnings: innerWarnings }
  const what = unread.length === 1 ? 'One attachment' : `${unread.length} attachments`
  return {
    texts,
    warnings: [
      ...innerWarnings,
      warning(
        'DOCUMENT_TYPE_UNSUPPORTED',
        `${what} of the message could not be read; only the names are kept.`,
        {
          codes: unread,
        },
      ),
    ],
  }
}

/** E-mail: subject, people and date, the message, the names of attachments and what can be read of them. */
export const load: Loader = async (file, context) => {
  const { signal, onProgress } = context
  const total = file.bytes.length
  const pacer = createPacer(signal)
  await pacer.rest()
  const mail = await PostalMime.parse(file.bytes, {
    maxNestingDepth: MAX_NESTED_PARTS,
    attachmentEncoding: 'arraybuffer',
    // A message inside is an attachment like any other.
    forceRfc822Attachments: true,
  })
  throwIfStopped(signal)
  const facts = [
    ['From', addressText([mail.from])],
    ['To', addressText(mail.to)],
    ['Cc', addressText(mail.cc)],
    ['Date', (mail.date ?? '').replace(/\.000Z$/, 'Z')],
    [
      'Attachments',
      mail.attachments
        .map(({ filename }) => tidy(filename ?? ''))
        .filter(Boolean)
        .join(', '),
    ],
  ].flatMap(([name, value]) => (value ? [`${name}: ${tidy(value)}`] : []))
  const body = await bodyText(mail, context)
  if (facts.length === 0 && !mail.subject && body.text === '')
    throw damaged('The file is not an e-mail message.')
  await pacer.rest()
  const { texts, warnings } = await attachmentTexts(mail.attachments, context)
  onProgress({ unit: 'bytes', done: total, total })
  return {
    ...joinTexts([headingText(1, mail.subject ?? ''), plainText(facts.join('\n')), body, ...texts]),
    ...(mail.subject ? { title: mail.subject } : {}),
    warnings,
    format: 'email',
  }
}
