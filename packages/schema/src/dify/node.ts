import {
  type AppNode,
  type DefaultValue,
  type ErrorStrategy,
  NOTE_TYPE,
  type Point,
  type RetryPolicy,
} from '../app.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import { describeNode } from './needs.ts'
import { mapperOfDifyType, mapperOfType } from './nodes/mappers.ts'
import { defined, type Reader } from './reader.ts'
import type { ImportReport } from './report.ts'
import { applyResidue, residueOf } from './residue.ts'

const RENDERERS: ReadonlyMap<string, string> = new Map([
  [NOTE_TYPE, 'custom-note'],
  ['iteration-start', 'custom-iteration-start'],
  ['loop-start', 'custom-loop-start'],
  ['loop-end', 'custom-simple'],
  ['datasource-empty', 'custom-data-source-empty'],
])

function readDefault(item: Reader): DefaultValue {
  const type = item.valueType('type') ?? 'string'
  const value = item.json('value') ?? null
  return {
    key: item.text('key') ?? '',
    type,
    value: typeof value === 'string' ? parseAs(type, value) : value,
  }
}

/** Dify's form keeps numbers and structures as text. Text that is not what it should be stays text. */
function parseAs(type: DefaultValue['type'], text: string): JsonValue {
  if (type === 'string' || type === 'secret' || text.trim() === '') return text
  try {
    // JSON.parse gives JSON.
    return JSON.parse(text) as JsonValue
  } catch {
    return text
  }
}

function readErrorStrategy(data: Reader): ErrorStrategy | undefined {
  const type = data.choice('error_strategy', ['none', 'fail-branch', 'default-value'])
  if (type === undefined || type === 'none') return type && { type }
  return type === 'fail-branch' ? { type } : { type, values: data.items('default_value').map(readDefault) }
}

function readRetry(data: Reader): RetryPolicy | undefined {
  const retry = data.inner('retry_config')
  return (
    retry && {
      enabled: retry.boolean('retry_enabled') ?? false,
      maxRetries: retry.count('max_retries') ?? 0,
      intervalMs: retry.count('retry_interval') ?? 0,
    }
  )
}

function writeCommon(node: AppNode): JsonObject {
  const { errorStrategy, retry } = node
  return defined<JsonObject>({
    title: node.title,
    desc: node.description ?? '',
    error_strategy: errorStrategy?.type,
    default_value:
      errorStrategy?.type === 'default-value'
        ? errorStrategy.values.map(({ key, type, value }) => ({ key, type, value }))
        : undefined,
    retry_config: retry && {
      retry_enabled: retry.enabled,
      max_retries: retry.maxRetries,
      retry_interval: retry.intervalMs,
    },
  })
}

/** The second kind of agent shares its name with the first; its version tells them apart. */
const AGENT_V2 = 'agent-v2'

/** The `data.type` of one of our types. @internal */
export function difyTypeOf(type: string): string {
  if (type === NOTE_TYPE) return ''
  return mapperOfType(type)?.difyTypes[0] ?? (type === AGENT_V2 ? 'agent' : type)
}

/** The keys that children of a container carry beside their parent. @internal */
export function containerMarks(parent: AppNode | undefined): JsonObject {
  const isInIteration = parent?.type === 'iteration'
  const isInLoop = parent?.type === 'loop'
  return {
    isInIteration,
    ...(parent && isInIteration ? { iteration_id: parent.id } : {}),
    isInLoop,
    ...(parent && isInLoop ? { loop_id: parent.id } : {}),
  }
}

/** Dify keeps the size of a container in its data, too. */
function frameSize({ type, size }: AppNode): JsonObject {
  return size && (type === 'iteration' || type === 'loop') ? { width: size.width, height: size.height } : {}
}

function writeData(node: AppNode, parent: AppNode | undefined): JsonObject {
  const mapper = mapperOfType(node.type)
  const marks = parent ? containerMarks(parent) : {}
  if (mapper) {
    const own = mapper.write(node.config)
    return { type: mapper.difyTypes[0], ...writeCommon(node), ...marks, ...own, ...frameSize(node) }
  }
  return { ...node.config, type: difyTypeOf(node.type), ...writeCommon(node), ...marks }
}

/** @internal */
export function writeNode(node: AppNode, parent: AppNode | undefined): JsonObject {
  const { id, position, size, parentId, foreign } = node
  const ours = defined<JsonObject>({
    id,
    type: RENDERERS.get(node.type) ?? 'custom',
    data: writeData(node, parent),
    position: { x: position.x, y: position.y },
    positionAbsolute: {
      x: position.x + (parent?.position.x ?? 0),
      y: position.y + (parent?.position.y ?? 0),
    },
    width: size?.width,
    height: size?.height,
    sourcePosition: 'right',
    targetPosition: 'left',
    selected: false,
    parentId,
    zIndex: parentId === undefined ? undefined : 1002,
  })
  return applyResidue(ours, foreign)
}

function readSize({ value }: Reader): AppNode['size'] {
  const { width, height } = value
  return typeof width === 'number' && typeof height === 'number' && width > 0 && height > 0
    ? { width, height }
    : undefined
}

/** A node of the file, before its neighbours are known. @internal */
export interface ReadNode {
  readonly node: AppNode
  readonly data: JsonObject
  readonly report: ImportReport['nodes'][number]
}

function readParentId(item: Reader, data: Reader | undefined): string | undefined {
  return (
    item.id('parentId') ||
    (data?.boolean('isInIteration') && data.text('iteration_id')) ||
    (data?.boolean('isInLoop') && data.text('loop_id')) ||
    undefined
  )
}

function readType(item: Reader, data: Reader | undefined): string {
  const type = data?.text('type') ?? ''
  // The first kind names a strategy, whatever version it says.
  const isSecondAgent =
    type === 'agent' && data?.json('version') === '2' && data.json('agent_strategy_name') === undefined
  if (isSecondAgent) return AGENT_V2
  return type === '' && item.json('type') === 'custom-note' ? NOTE_TYPE : type
}

/**
 * Reads one node; `data` is the node's data without secrets. What the mapper does not carry is added by
 * `keepForeign` when all nodes are known.
 * @internal
 */
export function readNode(item: Reader, data: Reader | undefined, position: Point): ReadNode {
  const id = item.id('id')
  if (id === '') item.problem('id', 'must be an id')
  const difyType = readType(item, data)
  const mapper = mapperOfDifyType(difyType)
  const before = item.notes.approximations.length
  const config = data ? (mapper?.read(data) ?? data.value) : {}
  const node = defined<AppNode>({
    id,
    type: mapper?.type ?? difyType,
    title: data?.text('title') ?? '',
    description: data?.text('desc') || undefined,
    position,
    size: readSize(item),
    parentId: readParentId(item, data),
    config,
    errorStrategy: data && readErrorStrategy(data),
    retry: data && readRetry(data),
  })
  const details = [...new Set(item.notes.approximations.slice(before))]
  const isKnown = mapper !== undefined || node.type === NOTE_TYPE
  const theirs = data?.value ?? {}
  return { node, data: theirs, report: describeNode(node, theirs, isKnown, details) }
}

/** Remembers what the file says beyond what we write. @internal */
export function keepForeign(node: AppNode, parent: AppNode | undefined, theirs: JsonObject): AppNode {
  const foreign = residueOf(writeNode(node, parent), theirs)
  return foreign ? { ...node, foreign } : node
}
