import type { EnginePorts } from '@skep/engine'
import { builtinNodes, type JsonObject, type JsonValue, NOTE_TYPE } from '@skep/schema'
import type { DifyImport } from '@skep/schema/dify'
import { differences, listAt, objectAt } from '../json.ts'
import { isError, ownCode } from './codes.ts'
import { bareExport, isStorable, issuesOf, type Observation, refusalOf, runOnce, treesOf } from './observe.ts'

/** @internal */
export interface MustContext {
  readonly seen: Observation
  readonly code: NonNullable<EnginePorts['code']>
}

type Verdict = string | undefined
type Check = (context: MustContext, match: RegExpExecArray) => Verdict | Promise<Verdict>

function unless(isRight: boolean, problem: string): Verdict {
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

const isPolluted = (name: string): boolean => name in {}

const keptWhole = ofImport((read, { seen }) => {
  const [theirs, ours] = treesOf(seen.text, read)
  const [first] = differences(ours, theirs)
  return first && `the export differs: ${first}`
})

const titlesAsText = ofImport((read, { seen }) => {
  const [theirs] = treesOf(seen.text, read)
  const titles = new Map(nodesInFile(theirs).map((node) => [String(node.id), objectAt(node, 'data').title]))
  const wrong = read.app.graph.nodes.find(({ id, title }) => title !== String(titles.get(id) ?? ''))
  return wrong && `the title of the node ${wrong.id} is ${JSON.stringify(wrong.title)}`
})

const unsupported = ofImport((read, context, match) => {
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

const nothingRan: Check = ({ seen }) => {
  const [call] = seen.outsideCalls
  return call ? `the import called ${call}` : unless(seen.isClean, 'the import changed a global object')
}

const contained = ofImport(async ({ app }, { code }) => {
  const { events, outsideCalls, isClean } = await runOnce(app, code)
  const [call] = outsideCalls
  if (events.length === 0) return 'the run did not start'
  if (call) return `the run called ${call}`
  return unless(isClean, 'the run changed a global object')
})

const canvasOpens = ofImport(({ app }) => {
  const lost = app.graph.nodes.find(({ position: { x, y } }) => !Number.isFinite(x) || !Number.isFinite(y))
  if (lost) return `the node ${lost.id} has no usable position`
  return unless(isStorable(app), 'the app is not one that a builder opens')
})

function isPoint(value: JsonValue | undefined): boolean {
  const { x, y } = objectAt(value)
  return typeof x === 'number' && typeof y === 'number'
}

const laidOut = ofImport((read, { seen }) => {
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

const listsPaths = ofRefusal(({ message, data }, [, path]) => {
  const problems = listAt(data, 'problems').map((problem) => String(objectAt(problem).path))
  if (problems.length === 0) return 'the error lists no paths'
  if (path !== undefined && !problems.includes(path)) return `the error does not list ${path}`
  return unless(message.includes(problems[0] ?? ''), 'the sentence names no path')
})

const namesPlace = ofRefusal(({ message, data }) =>
  unless(
    /\d|\b[a-z_]+(?:\.|\[)/.test(message) || ['path', 'line', 'problems'].some((key) => key in data),
    'the error names no place',
  ),
)

const issueCode = ofImport(({ app, report }, _, [, code = '']) => {
  const found = [...issuesOf(app), ...report.warnings].map((each) => each.code as string)
  return unless(
    found.includes(ownCode(code)),
    `nothing of the code ${code} was found; found ${found.join(', ') || 'nothing'}`,
  )
})

const refusedRun = ofImport(({ app }, _, [, code]) => {
  const error = refusalOf(app)
  if (!error) return 'the run is not refused'
  const found = [error.code as string, ...issuesOf(app).map((issue) => issue.code as string)]
  return code === undefined || found.includes(ownCode(code))
    ? undefined
    : `the run is refused with ${found.join(', ')}`
})

const secretsOut = ofImport((read) => {
  const values = Object.values(read.secrets).filter(
    (value): value is string => typeof value === 'string' && value !== '',
  )
  if (values.length === 0) return 'the file holds no secret'
  const shown = JSON.stringify([read.app, read.report]) + bareExport(read)
  return unless(!values.some((value) => shown.includes(value)), 'a secret stands in the app or its export')
})

/** What a clause may say, and what is then looked at. A clause that fits none has not been checked, and has failed. */
const CHECKS: readonly (readonly [RegExp, Check])[] = [
  [
    /^(?:import ends )?(?:under|within|in less than) (\d+) ms$/,
    ({ seen }, [, limit]) =>
      unless(seen.milliseconds < Number(limit), `it took ${Math.ceil(seen.milliseconds)} ms`),
  ],
  [
    /^(?:memory|heap) growth (?:under|below) (\d+) MB$/,
    ({ seen }, [, limit]) =>
      unless(seen.grownMegabytes < Number(limit), `memory grew by ${Math.ceil(seen.grownMegabytes)} MB`),
  ],
  [
    /^\(\{\}\)\.(\w+) is undefined$/,
    ({ seen }, [, name = '']) => unless(seen.isClean && !isPolluted(name), `every object now has ${name}`),
  ],
  [
    /^(?:Object\.prototype(?: is)? (?:unchanged|untouched|clean)|no prototype (?:is |was )?(?:changed|polluted)|no (?:prototype )?pollution)$/,
    ({ seen }) => unless(seen.isClean, 'a prototype or the global object was changed'),
  ],
  [/^run (?:is )?refused(?: with ([A-Z_]+))?$/, refusedRun],
  [
    /^(?:validate|validation|the checklist|checklist) (?:reports|lists|shows|finds|flags) ([A-Z_]+)$/,
    issueCode,
  ],
  [/^(?:import |report )?(?:warns|warning)(?: with|:)? ([A-Z_]+)$/, issueCode],
  [
    /^refused with ([A-Z_]+)$/,
    ({ seen: { result } }, [, code = '']) =>
      result.ok
        ? 'the file was imported'
        : unless(isError(result.error, code), `it was refused with ${result.error.code}`),
  ],
  [/^shown as an unsupported node(?: with its title as text)?$/, unsupported],
  [/^(?:title|titles|name|names)(?: is| are)? (?:shown|rendered|kept) as (?:plain )?text$/, titlesAsText],
  [
    /^(?:kept byte for byte on export|kept (?:whole )?on export|survives? (?:the )?round trip|round trip loses nothing)$/,
    keptWhole,
  ],
  [
    /^(?:nothing runs at import(?: or when the node is selected)?|no code runs at import|no (?:network )?request (?:is made )?(?:at|during|on) import)$/,
    nothingRan,
  ],
  [/^on run the side effects fail inside the sandbox$/, contained],
  [/^canvas opens$/, canvasOpens],
  [/^positions (?:are )?replaced by an automatic layout$/, laidOut],
  [/^error lists (?:each|every) bad path(?:, such as (\S+))?$/, listsPaths],
  [/^error names (?:the |its )?(?:place|line|path|problem and place|line and column)$/, namesPlace],
  [
    /^(?:secrets?|keys?) (?:are |is )?(?:in neither|not in) (?:the )?app (?:n?or|and) (?:the |its )?export$/,
    secretsOut,
  ],
]

/** What is wrong with one line of a list; a line may say several things, separated by semicolons. @internal */
export async function checkMustLine(line: string, context: MustContext): Promise<readonly string[]> {
  const problems: string[] = []
  for (const clause of line.split(';').map((part) => part.trim())) {
    const found = CHECKS.find(([pattern]) => pattern.test(clause))
    const match = found?.[0].exec(clause)
    if (!found || !match) {
      problems.push(`"${clause}" is not something that this command can check`)
      continue
    }
    const problem = await found[1](context, match)
    if (problem !== undefined) problems.push(`"${clause}": ${problem}`)
  }
  return problems
}
