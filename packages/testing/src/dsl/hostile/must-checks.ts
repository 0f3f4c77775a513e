import { isRunEnd } from '@skep/client'
import type { EnginePorts } from '@skep/engine'
import { builtinNodes, type JsonObject, type JsonValue, NOTE_TYPE } from '@skep/schema'
import type { DifyImport } from '@skep/schema/dify'
import { quotedParts } from '../../docs/phrases.ts'
import { differences, listAt, objectAt } from '../json.ts'
import { ownCode } from './codes.ts'
import { bareExport, isStorable, issuesOf, type Observation, refusalOf, runOnce, treesOf } from './observe.ts'

/** @internal */
export interface MustContext {
  readonly seen: Observation
  readonly code: NonNullable<EnginePorts['code']>
}

type Verdict = string | undefined

/** Looks at one thing; what is wrong with it, or nothing. @internal */
export type Check = (context: MustContext, match: RegExpExecArray) => Verdict | Promise<Verdict>

/** @internal */
export function unless(isRight: boolean, problem: string): Verdict {
  return isRight ? undefined : problem
}

/** A check of what was imported; a refused file does not pass it. */
function ofImport(
  check: (read: DifyImport, context: MustContext, match: RegExpExecArray) => Verdict | Promise<Verdict>,
): Check {
  return (context, match) => {
    const { result } = context.seen
    return result.ok ? check(result.value, context, match) : `the file was refused: ${result.error.code}`
  }
}

function ofRefusal(
  check: (error: { readonly message: string; readonly data: JsonObject }, match: RegExpExecArray) => Verdict,
): Check {
  return ({ seen: { result } }, match) => (result.ok ? 'the file was imported' : check(result.error, match))
}

function nodesInFile(tree: JsonValue): readonly JsonObject[] {
  return listAt(objectAt(tree, 'workflow', 'graph'), 'nodes').map((node) => objectAt(node))
}

function isUnknownType(type: string): boolean {
  return type !== NOTE_TYPE && !builtinNodes.some((definition) => definition.type === type)
}

/** @internal */
export const keptWhole: Check = ofImport((read, { seen }) => {
  const [theirs, ours] = treesOf(seen.text, read)
  const [first] = differences(ours, theirs)
  return first && `the export differs: ${first}`
})

/** @internal */
export const titlesAsText: Check = ofImport((read, { seen }) => {
  const [theirs] = treesOf(seen.text, read)
  const titles = new Map(nodesInFile(theirs).map((node) => [String(node.id), objectAt(node, 'data').title]))
  const wrong = read.app.graph.nodes.find(({ id, title }) => title !== String(titles.get(id) ?? ''))
  return wrong && `the title of the node ${wrong.id} is ${JSON.stringify(wrong.title)}`
})

/** @internal */
export const unsupported: Check = ofImport((read, context, match) => {
  const unknown = read.app.graph.nodes.filter(({ type }) => isUnknownType(type))
  if (unknown.length === 0) return 'every node type is known'
  const reported = new Map(read.report.nodes.map(({ nodeId, outcome }) => [nodeId, outcome]))
  const issues = issuesOf(read.app)
  const unsaid = unknown.find(
    ({ id }) =>
      reported.get(id) !== 'kept' ||
      !issues.some(({ code, nodeId }) => code === 'NODE_TYPE_UNKNOWN' && nodeId === id),
  )
  return unsaid ? `the node ${unsaid.id} is not said to be unsupported` : titlesAsText(context, match)
})

/** @internal */
export const nothingRan: Check = ({ seen }) => {
  const [call] = seen.outsideCalls
  return call ? `the import called ${call}` : unless(seen.isClean, 'the import changed a global object')
}

/** @internal */
export const noMarkup: Check = async (context, match) =>
  (await nothingRan(context, match)) ?? titlesAsText(context, match)

/** @internal */
export const contained: Check = ofImport(async ({ app }, { code }) => {
  const { events, outsideCalls, isClean } = await runOnce(app, code)
  const [call] = outsideCalls
  if (events.length === 0) return 'the run did not start'
  if (call) return `the run called ${call}`
  return unless(isClean, 'the run changed a global object')
})

/** @internal */
export const canvasOpens: Check = ofImport(({ app }) => {
  const lost = app.graph.nodes.find(({ position: { x, y } }) => !Number.isFinite(x) || !Number.isFinite(y))
  if (lost) return `the node ${lost.id} has no usable position`
  return unless(isStorable(app), 'the app is not one that a builder opens')
})

function isPoint(value: JsonValue | undefined): boolean {
  const { x, y } = objectAt(value)
  return typeof x === 'number' && typeof y === 'number'
}

/** @internal */
export const laidOut: Check = ofImport((read, { seen }) => {
  const [theirs] = treesOf(seen.text, read)
  const broken = nodesInFile(theirs).filter(
    ({ position }) => position !== undefined && !isFinitePoint(position),
  )
  if (broken.length === 0) return 'no position had to be replaced'
  const said = read.report.warnings.filter(({ code }) => code === 'POSITION_REPLACED')
  if (said.length !== broken.length)
    return `${said.length} of ${broken.length} replaced positions are reported`
  const places = new Set(read.app.graph.nodes.map(({ position }) => JSON.stringify(position)))
  return unless(places.size === read.app.graph.nodes.length, 'nodes lie on one another')
})

function isFinitePoint(value: JsonValue | undefined): boolean {
  const { x, y } = objectAt(value)
  return isPoint(value) && Number.isFinite(x) && Number.isFinite(y)
}

/** @internal */
export const listsPaths: Check = ofRefusal(({ message, data }, [, path]) => {
  const problems = listAt(data, 'problems').map((problem) => String(objectAt(problem).path))
  if (problems.length === 0) return 'the error lists no paths'
  if (path !== undefined && !problems.includes(path)) return `the error does not list ${path}`
  return unless(message.includes(problems[0] ?? ''), 'the sentence names no path')
})

/** @internal */
export const namesPlace: Check = ofRefusal(({ message, data }) =>
  unless(
    /\d|\b[a-z_]+(?:\.|\[)/.test(message) || ['path', 'line', 'problems'].some((key) => key in data),
    'the error names no place',
  ),
)

/** @internal */
export const issueCode: Check = ofImport(({ app, report }, _, [, code = '']) => {
  const found = [...issuesOf(app), ...report.warnings].map((each) => each.code as string)
  return unless(
    found.includes(ownCode(code)),
    `nothing of the code ${code} was found; found ${found.join(', ') || 'nothing'}`,
  )
})

/** @internal */
export const refusedRun: Check = ofImport(({ app }, _, [, code]) => {
  const error = refusalOf(app)
  if (!error) return 'the run is not refused'
  const found = [error.code as string, ...issuesOf(app).map((issue) => issue.code as string)]
  return code === undefined || found.includes(ownCode(code))
    ? undefined
    : `the run is refused with ${found.join(', ')}`
})

/** @internal */
export const secretsOut: Check = ofImport((read) => {
  const values = Object.values(read.secrets).filter(
    (value): value is string => typeof value === 'string' && value !== '',
  )
  if (values.length === 0) return 'the file holds no secret'
  const shown = JSON.stringify([read.app, read.report]) + bareExport(read)
  return unless(!values.some((value) => shown.includes(value)), 'a secret stands in the app or its export')
})

/** @internal */
export const isClean: Check = ({ seen }, [, name]) =>
  unless(
    seen.isClean && (name === undefined || !(name in globalThis)),
    `a prototype or the global object was changed`,
  )

/** @internal */
export const keyLeftOut: Check = ofImport(({ report }) =>
  unless(
    report.warnings.some(({ code }) => code === 'KEY_LEFT_OUT'),
    'no key is said to be left out',
  ),
)

/** @internal */
export const edgeFlagged: Check = ofImport(({ app }) =>
  unless(
    issuesOf(app).some(({ code }) => code.startsWith('EDGE_')),
    'no edge is said to be wrong',
  ),
)

/** The run is refused, or what begins ends, in a code. @internal */
export const runEndsIn: Check = async (context, match) => {
  const refused = await refusedRun(context, match)
  if (refused === undefined || !context.seen.result.ok) return refused
  const { events } = await runOnce(context.seen.result.value.app, context.code)
  const found = events.flatMap((event) =>
    'error' in event && event.error ? [event.error.code as string] : [],
  )
  const wanted = ownCode(match[1] ?? '')
  return unless(found.includes(wanted), `the run ends with ${found.join(', ') || 'no error'}`)
}

/** @internal */
export const runEnds: Check = ofImport(async ({ app }, { code }) => {
  if (refusalOf(app)) return undefined
  const last = (await runOnce(app, code)).events.at(-1)
  return unless(last !== undefined && isRunEnd(last), 'the run has no end')
})

/** @internal */
export const survives: Check = ({ seen }) =>
  unless(seen.goodFileFollows && seen.isClean, 'what came after it was not as before')

/** @internal */
export const typedError: Check = ({ seen: { result } }) =>
  result.ok
    ? 'the file was imported'
    : unless(
        /^[A-Z]+_[A-Z_]+$/.test(result.error.code) && / .*\.$/s.test(result.error.message),
        'the error says too little',
      )

/** @internal */
export const quotesNothing: Check = ({ seen: { result, text } }) => {
  const start = text.trim().slice(0, 40)
  return unless(
    result.ok || start === '' || !result.error.message.includes(start),
    'the error quotes the file',
  )
}

/** The words of a line, in the sentence or the data of the error or, for an imported file, of a warning or an issue. @internal */
export const tellsOf: Check = ({ seen: { result } }, [, what = '']) => {
  const told = result.ok ? [...result.value.report.warnings, ...issuesOf(result.value.app)] : [result.error]
  const text = JSON.stringify(told).toLowerCase()
  const quoted = quotedParts(what)
  const words = quoted.length > 0 ? quoted : (what.match(/[\p{L}\p{N}_.[\]]{3,}|\p{N}+/gu) ?? [])
  const missing = words.filter((word) => !SMALL.has(word) && !text.includes(word.toLowerCase()))
  return unless(words.length > 0 && missing.length === 0, `nothing is told of ${missing.join(', ') || 'it'}`)
}

const SMALL = new Set('the that its and for with what why which file are'.split(' '))
