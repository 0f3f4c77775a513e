import { Parser } from 'htmlparser2'
import { decodeText } from './decode-text.ts'
import { damaged, tooLarge } from './document-errors.ts'
import type { Pacer } from './pacer.ts'
import type { LoadLimits } from './types.ts'

/** What happens along an XML file. Names come without their prefix: files choose those freely. */
export interface XmlHandler {
  open?(name: string, attributes: XmlAttributes): void
  text?(text: string): void
  close?(name: string): void
}

/** By local name. */
export type XmlAttributes = ReadonlyMap<string, string>

/** Characters between two looks at the clock. */
const STEP_CHARS = 64 * 1024

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function toMap(attributes: Readonly<Record<string, string>>): XmlAttributes {
  const map = new Map<string, string>()
  for (const name of Object.keys(attributes)) {
    const local = localName(name)
    // Without a prefix before one with: `id` is the element's own, `r:id` another's.
    if (local === name || !map.has(local)) map.set(local, attributes[name] ?? '')
    if (local !== name) map.set(name, attributes[name] ?? '')
  }
  return map
}

/** The encoding that an XML file names in its first line. */
function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200))
  return /^[^<]{0,4}<\?xml[^>]{1,150}encoding\s*=\s*["']([\w.:-]{2,30})/.exec(head)?.[1]
}

/** What may stand before the document type. */
const PROLOG = /^(?:\s|<\?[^>]*\?>|<!--[\s\S]*?-->)+/
/** Parts of a document type in which brackets mean nothing, by how they begin and end. */
const QUOTES = [
  ['<!--', '-->'],
  ['"', '"'],
  ["'", "'"],
] as const

/**
 * The text of an XML file without its document type. Nothing that a document type declares is ever used: entities are
 * refused, since they can multiply or name other files; the rest is skipped.
 * @throws `DOCUMENT_DAMAGED`
 */
export function withoutDoctype(xml: string): string {
  const at = PROLOG.exec(xml)?.[0].length ?? 0
  if (!/^<!DOCTYPE/i.test(xml.slice(at, at + 9))) return xml
  const end = endOfDoctype(xml, at)
  const doctype = xml.slice(at, end < 0 ? xml.length : end)
  if (/<!ENTITY/i.test(doctype)) throw damaged('The document defines XML entities, which are not read.')
  if (end < 0) throw damaged('The document is cut off or damaged.')
  return xml.slice(0, at) + xml.slice(end)
}

/** Behind the document type that starts here, or -1. */
function endOfDoctype(xml: string, start: number): number {
  let isInside = false
  for (let at = start; at < xml.length; at++) {
    const quote = QUOTES.find(([open]) => xml.startsWith(open, at))
    if (quote) {
      const end = xml.indexOf(quote[1], at + quote[0].length)
      if (end < 0) return -1
      at = end + quote[1].length - 1
    } else if (xml[at] === '[') isInside = true
    else if (xml[at] === ']') isInside = false
    else if (xml[at] === '>' && !isInside) return at + 1
  }
  return -1
}

/** Decodes an XML file as it says of itself. */
export function decodeXml(bytes: Uint8Array): string {
  return withoutDoctype(decodeText(bytes, declaredEncoding(bytes)).text)
}

/**
 * Reads XML from its beginning to its end without building a tree, so that neither its size nor its depth fills the
 * memory. Lets other work go on in between. Tells whether all that was opened was closed.
 * @throws `DOCUMENT_DAMAGED` on entities and on nesting deeper than the limit; `DOCUMENT_TOO_LARGE`; `CALL_ABORTED`
 */
export async function readXml(
  xml: string,
  handler: XmlHandler,
  limits: Pick<Required<LoadLimits>, 'maxDepth'>,
  pacer: Pacer,
): Promise<boolean> {
  let depth = 0
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (++depth > limits.maxDepth) throw damaged('The document is nested too deeply.')
        handler.open?.(localName(name), toMap(attributes))
      },
      ontext: (text) => handler.text?.(text),
      onclosetag(name) {
        depth--
        handler.close?.(localName(name))
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  for (let at = 0; at < xml.length; at += STEP_CHARS) {
    parser.write(xml.slice(at, at + STEP_CHARS))
    const due = pacer.restIfDue()
    if (due) await due
  }
  const isWhole = depth === 0
  parser.end()
  return isWhole
}

/** One part of a container, read as XML. A part that is missing has no events and is not whole. */
export async function readPart(
  bytes: Uint8Array | undefined,
  handler: XmlHandler,
  limits: Required<LoadLimits>,
  pacer: Pacer,
): Promise<boolean> {
  if (!bytes) return false
  if (bytes.length > limits.maxMarkupBytes) {
    throw tooLarge('A part of the document is very large.', limits.maxMarkupBytes)
  }
  return readXml(decodeXml(bytes), handler, limits, pacer)
}
