import type { JsonObject, JsonValue } from '@skep/schema'
import type { ChunkExpectation, EventPattern, SelectorExpectation } from './case-file.ts'
import type { Report } from './check-run.ts'
import { isEqual, show } from './equal.ts'
import { type RunLog, type TextChunk, textChunks } from './run-log.ts'

function joined(chunks: readonly TextChunk[]): string {
  return chunks.map(({ text }) => text).join('')
}

function isChunk(chunk: TextChunk | undefined, expected: string | EventPattern): boolean {
  if (typeof expected === 'string') return chunk?.text === expected
  return (
    chunk !== undefined &&
    (expected.text === undefined || chunk.text === expected.text) &&
    (expected.node === undefined || chunk.nodeId === expected.node)
  )
}

/** How many chunks make up the prefix; below 0: they do not begin with it. */
function matchPrefix(chunks: readonly TextChunk[], prefix: NonNullable<ChunkExpectation['prefix']>): number {
  if (typeof prefix !== 'string') {
    return prefix.every((each, index) => isChunk(chunks[index], each)) ? prefix.length : -1
  }
  return Array.from({ length: chunks.length + 1 }, (_, length) => length).findIndex(
    (length) => joined(chunks.slice(0, length)) === prefix,
  )
}

/** @internal */
export function checkChunks(expectation: ChunkExpectation, { events }: RunLog, report: Report): void {
  const chunks = textChunks(events)
  const said = show(chunks.map(({ nodeId, text }) => [nodeId, text]))
  const { count, min_count, list, prefix, rest_nodes, last_is_final } = expectation
  if (count !== undefined && chunks.length !== count)
    report('count', `got ${chunks.length}, expected ${count}: ${said}`)
  if (min_count !== undefined && chunks.length < min_count) {
    report('min_count', `got ${chunks.length}, expected at least ${min_count}`)
  }
  if (list && (list.length !== chunks.length || !list.every((each, index) => isChunk(chunks[index], each)))) {
    report('list', `got ${said}, expected ${show(list)}`)
  }
  const prefixLength = prefix === undefined ? 0 : matchPrefix(chunks, prefix)
  if (prefixLength < 0) report('prefix', `got ${said}, expected first ${show(prefix)}`)
  if (rest_nodes) {
    const others = chunks
      .slice(Math.max(0, prefixLength))
      .filter(({ nodeId }) => !rest_nodes.includes(nodeId))
    if (others.length > 0)
      report('rest_nodes', `got ${said}, expected later chunks only from ${show(rest_nodes)}`)
  }
  if (last_is_final !== undefined && (chunks.at(-1)?.isFinal ?? false) !== last_is_final) {
    report('last_is_final', `the last chunk is ${last_is_final ? 'not ' : ''}final`)
  }
  checkTexts(expectation, chunks, report)
  checkContainers(expectation.text_in_container, chunks, report)
}

function checkTexts(expectation: ChunkExpectation, chunks: readonly TextChunk[], report: Report): void {
  const { text, text_match, text_by_node, count_by_node, by_selector } = expectation
  if (text_match !== undefined && text_match !== 'trim') {
    report('text_match', `the way of comparing "${text_match}" is not known`)
  }
  if (text !== undefined) {
    const got = joined(chunks)
    const isSame = text_match === 'trim' ? got.trim() === text.trim() : got === text
    if (!isSame) report('text', `got ${show(got)}, expected ${show(text)}`)
  }
  for (const [id, expected] of Object.entries(text_by_node ?? {})) {
    const got = joined(chunks.filter(({ nodeId }) => nodeId === id))
    if (got !== expected) report(`text_by_node.${id}`, `got ${show(got)}, expected ${show(expected)}`)
  }
  for (const [id, expected] of Object.entries(count_by_node ?? {})) {
    const got = chunks.filter(({ nodeId }) => nodeId === id).length
    if (got !== expected) report(`count_by_node.${id}`, `got ${got}, expected ${expected}`)
  }
  if (by_selector !== undefined) checkSelectors(by_selector, chunks, report)
}

/** `{ "node.name": … }` or `[{ selector: [node, name], text | count | list }]`. */
function checkSelectors(
  expected: NonNullable<ChunkExpectation['by_selector']>,
  chunks: readonly TextChunk[],
  report: Report,
): void {
  const pairs: readonly (readonly [path: string, value: JsonValue | undefined])[] = Array.isArray(expected)
    ? expected.map((each: SelectorExpectation) => [
        each.selector.join('.'),
        each.text ?? each.count ?? each.list,
      ])
    : Object.entries(expected)
  for (const [path, value] of pairs) {
    const own = chunks.filter(({ selector }) => selector.join('.') === path)
    const texts = own.map(({ text }) => text)
    const got = typeof value === 'string' ? joined(own) : typeof value === 'number' ? own.length : texts
    if (value === undefined || !isEqual(got, value)) {
      report(`by_selector.${path}`, `got ${show(got)}, expected ${show(value)}`)
    }
  }
}

/** `{ containerId: text }`, or `{ container, text }` and lists of it. */
function checkContainers(
  expected: ChunkExpectation['text_in_container'],
  chunks: readonly TextChunk[],
  report: Report,
): void {
  if (expected === undefined) return
  for (const { container, text } of readContainers(expected)) {
    if (container === undefined || text === undefined) {
      report('text_in_container', `the form ${show(expected)} is not known`)
      continue
    }
    const own = chunks.filter(({ rounds }) => rounds?.some(({ containerId }) => containerId === container))
    const got = joined(own)
    if (got !== text) {
      report(`text_in_container.${container}`, `got ${show(got)}, expected ${show(text)}`)
    }
  }
}

interface ContainerText {
  readonly container: string | undefined
  readonly text: string | undefined
}

function readContainers(expected: JsonValue): readonly ContainerText[] {
  if (Array.isArray(expected)) return expected.flatMap((each: JsonValue) => readContainers(each))
  const asText = (value: JsonValue | undefined): string | undefined =>
    typeof value === 'string' ? value : undefined
  if (typeof expected !== 'object' || expected === null) return [{ container: undefined, text: undefined }]
  const { container, node, text, ...rest } = expected as JsonObject // neither null nor a list
  if (text !== undefined && (container ?? node) !== undefined) {
    const isAll = Object.keys(rest).length === 0
    return [{ container: isAll ? asText(container ?? node) : undefined, text: asText(text) }]
  }
  return Object.entries(expected).map(([id, value]) => ({ container: id, text: asText(value) }))
}
