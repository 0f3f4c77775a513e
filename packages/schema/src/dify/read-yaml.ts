import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { JsonObject, JsonValue } from '../json.ts'
import { isPlainObject } from '../json.ts'
import { FORBIDDEN_KEYS } from '../json-limits.ts'
import { readFastYaml } from './fast-yaml.ts'
import { formatPath, ImportFailure, type ImportWarning } from './report.ts'

/** As Dify: 10 MiB of UTF-8. */
const MAX_BYTES = 10 * 1024 * 1024
const MAX_DEPTH = 64
const MAX_ALIASES = 100
/** Values after aliases are replaced by what they stand for. */
const MAX_VALUES = 1_000_000

const PLAIN_TAGS = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((tag) => `tag:yaml.org,2002:${tag}`),
)

/** @internal */
export interface DslTree {
  readonly root: JsonObject
  readonly warnings: readonly ImportWarning[]
  /** Numbers that JSON does not have (NaN, infinity); they stand as null in the tree. */
  readonly notFinite: readonly (readonly (string | number)[])[]
}

function byteLength(text: string): number {
  return text.length > MAX_BYTES || text.length * 3 <= MAX_BYTES
    ? text.length
    : new TextEncoder().encode(text).byteLength
}

/**
 * The parser takes time for every open bracket before it gives up, so absurd nesting is told without it.
 * Brackets inside texts count too, but no text leaves this many open.
 */
function hasAbsurdNesting(text: string): boolean {
  let open = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === 0x5b || code === 0x7b) open += 1
    else if (open > 0 && (code === 0x5d || code === 0x7d)) open -= 1
    if (open > 10_000) return true
  }
  return false
}

function parse(text: string): Document.Parsed {
  const lines = new LineCounter()
  const options = {
    schema: 'core',
    merge: false,
    // Checked while converting, in linear time.
    uniqueKeys: false,
    strict: true,
    prettyErrors: false,
    lineCounter: lines,
    logLevel: 'error',
  } as const
  const document = parseDocument(text, options)
  const [problem] = document.errors
  // The parser stops by itself before the stack does.
  if (problem?.code === 'RESOURCE_EXHAUSTION') throw tooDeep()
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0])
    const message =
      problem.code === 'MULTIPLE_DOCS'
        ? `The file holds several YAML documents; the second begins at line ${line}. Keep one.`
        : `The file is not valid YAML at line ${line}, column ${col} (${problem.code}). Correct it there and try again.`
    throw new ImportFailure('DSL_SYNTAX', message, { line, column: col, reason: problem.code })
  }
  return document
}

function tooDeep(): ImportFailure {
  return new ImportFailure('DSL_TOO_DEEP', `The file is nested more than ${MAX_DEPTH} levels deep.`, {
    maxDepth: MAX_DEPTH,
  })
}

/** Turns YAML nodes into JSON by hand, so that every limit holds while it happens. */
class Converter {
  readonly warnings: ImportWarning[] = []
  readonly notFinite: (readonly (string | number)[])[] = []
  readonly #anchors = new Map<string, Node>()
  readonly #open = new Set<Node>()
  #aliases = 0
  #values = 0

  convert(node: unknown, path: readonly (string | number)[]): JsonValue {
    this.#values += 1
    if (this.#values > MAX_VALUES) {
      throw new ImportFailure('DSL_TOO_LARGE', `The file holds more than ${MAX_VALUES} values.`, {
        maxValues: MAX_VALUES,
      })
    }
    if (path.length > MAX_DEPTH) throw tooDeep()
    if (isAlias(node)) return this.#follow(node.source, path)
    if (isScalar(node)) return this.#scalar(this.#note(node, path), path)
    if (isSeq(node)) {
      this.#enter(this.#note(node, path), path)
      const items = node.items.map((item, index) => this.convert(item, [...path, index]))
      this.#open.delete(node)
      return items
    }
    if (isMap(node)) {
      this.#enter(this.#note(node, path), path)
      const entries = new Map<string, JsonValue>()
      for (const { key, value } of node.items) this.#entry(entries, key, value, path)
      this.#open.delete(node)
      return Object.fromEntries(entries)
    }
    return null
  }

  #entry(
    entries: Map<string, JsonValue>,
    keyNode: unknown,
    value: unknown,
    path: readonly (string | number)[],
  ): void {
    const key = this.#key(keyNode, path)
    if (entries.has(key)) {
      throw new ImportFailure(
        'DSL_SYNTAX',
        `The file names ${formatPath([...path, key])} twice. Remove one.`,
        {
          path: formatPath([...path, key]),
          reason: 'DUPLICATE_KEY',
        },
      )
    }
    const converted = this.convert(value, [...path, key])
    if (FORBIDDEN_KEYS.includes(key)) {
      const message = `The key ${key} was left out: it could be used to attack the page.`
      this.warnings.push({ code: 'KEY_LEFT_OUT', message, path: [...path, key] })
      return
    }
    entries.set(key, converted)
  }

  #key(node: unknown, path: readonly (string | number)[]): string {
    const key = node === null ? null : this.convert(node, [...path, ''])
    if (Array.isArray(key) || isPlainObject(key)) {
      throw new ImportFailure(
        'DSL_SYNTAX',
        `The file uses a list or mapping as a key in ${formatPath(path) || 'its root'}.`,
        {
          path: formatPath(path),
          reason: 'KEY_NOT_SCALAR',
        },
      )
    }
    return key === null ? '' : String(key)
  }

  #note<T extends Node>(node: T, path: readonly (string | number)[]): T {
    // The tag stands in the node alone where the file wrote one.
    if (node.tag !== undefined && !PLAIN_TAGS.has(node.tag)) {
      throw new ImportFailure(
        'DSL_TAG_NOT_ALLOWED',
        `The file uses a YAML tag at ${formatPath(path) || 'its root'}. Only plain data is read.`,
        { path: formatPath(path), tag: node.tag.slice(0, 100) },
      )
    }
    if ('anchor' in node && typeof node.anchor === 'string') this.#anchors.set(node.anchor, node)
    return node
  }

  #enter(node: Node, path: readonly (string | number)[]): void {
    if (this.#open.has(node)) {
      throw new ImportFailure('DSL_ALIAS_LIMIT', `The file contains itself at ${formatPath(path)}.`, {
        path: formatPath(path),
      })
    }
    this.#open.add(node)
  }

  #follow(anchor: string, path: readonly (string | number)[]): JsonValue {
    this.#aliases += 1
    if (this.#aliases > MAX_ALIASES) {
      throw new ImportFailure(
        'DSL_ALIAS_LIMIT',
        `The file repeats parts by alias more than ${MAX_ALIASES} times.`,
        {
          maxAliases: MAX_ALIASES,
        },
      )
    }
    const target = this.#anchors.get(anchor)
    if (!target) {
      throw new ImportFailure('DSL_SYNTAX', `The file refers to an unknown anchor at ${formatPath(path)}.`, {
        path: formatPath(path),
        reason: 'ALIAS_UNKNOWN',
      })
    }
    return this.convert(target, path)
  }

  #scalar({ value }: { readonly value: unknown }, path: readonly (string | number)[]): JsonValue {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (typeof value === 'number') {
      if (Number.isFinite(value)) {
        if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
          const message = 'The number is too large to be kept exactly.'
          this.warnings.push({ code: 'NUMBER_ROUNDED', message, path })
        }
        // JSON has no negative zero.
        return value === 0 ? 0 : value
      }
      this.notFinite.push(path)
    }
    return null
  }
}

/**
 * Reads YAML as plain data: no custom tags, no merge keys, aliases, depth and size limited.
 * @throws {@link ImportFailure}
 * @internal
 */
export function readYaml(text: string): DslTree {
  const root = text.length <= MAX_BYTES ? readFastYaml(text) : undefined
  // Whole files may be larger in bytes than in characters; the whole parser says so.
  if (root && byteLength(text) <= MAX_BYTES) return { root, warnings: [], notFinite: [] }
  return readWholeYaml(text)
}

/** The same with the parser that knows all of YAML. @throws {@link ImportFailure} @internal */
export function readWholeYaml(text: string): DslTree {
  const sizeBytes = byteLength(text)
  if (sizeBytes > MAX_BYTES) {
    throw new ImportFailure('DSL_TOO_LARGE', 'The file is larger than 10 MiB.', {
      maxBytes: MAX_BYTES,
      sizeBytes,
    })
  }
  if (hasAbsurdNesting(text)) throw tooDeep()
  const document = parse(text)
  const converter = new Converter()
  const root = converter.convert(document.contents, [])
  if (root === null) throw new ImportFailure('DSL_EMPTY', 'The file is empty.')
  if (!isPlainObject(root)) {
    throw new ImportFailure('DSL_ROOT_NOT_MAPPING', 'The file is not an app: its root is not a mapping.')
  }
  // Just converted: JSON through and through.
  return { root: root as JsonObject, warnings: converter.warnings, notFinite: converter.notFinite }
}
