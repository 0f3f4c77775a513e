import type { JsonObject, JsonValue } from '@skep/schema'
import type { Random } from './random.ts'
import type { GraphEdge, GraphNode, RandomApp } from './random-app.ts'
import { holds, type ReadVariable } from './reference-conditions.ts'
import { applyAssigner, runSimpleNode } from './reference-nodes.ts'
import { WORK_ERROR } from './work-node.ts'

/** What happened to a node in one round of the containers around it. @internal */
export interface NodeRecord {
  readonly type: string
  status: 'succeeded' | 'exception' | 'failed' | 'skipped'
  outputs: JsonObject
  handle?: string
  retries: number
  /** What an answer or an end said. */
  text?: string
}

/** How an app must run, whatever the order. @internal */
export interface ReferenceRun {
  readonly status: 'succeeded' | 'partial-succeeded' | 'failed'
  /** By place: `iter#2/node`. */
  readonly records: ReadonlyMap<string, NodeRecord>
  /** Outputs of `end` nodes. */
  readonly endOutputs: JsonObject
  readonly conversation: JsonObject
  /** Beginnings of places in which something failed: of what stands there, an engine may have come to less. */
  readonly failedPlaces: readonly string[]
}

/** A node failed; what happens then is decided by its error strategy. */
class NodeFailure extends Error {
  readonly errorType: string
  constructor(message: string, errorType = 'Error') {
    super(message)
    this.errorType = errorType
  }
}

/** `node id -> name -> value`. */
type Pool = Map<string, Map<string, JsonValue>>

interface RoundResult {
  readonly isFailed: boolean
  readonly hasLoopEnd: boolean
}

/**
 * Runs a random app as `dify-nodes.md` says, slowly and plainly: one node at a time, in any legal order, that `random`
 * chooses. Nothing here is taken from the engine. After a failure that ends a run or a round the rest of it is run all
 * the same, since a parallel engine may have come that far.
 * @internal
 */
export function interpret(app: RandomApp, random: Random): ReferenceRun {
  return new Interpreter(app, random).run()
}

class Interpreter {
  readonly #app: RandomApp
  readonly #random: Random
  readonly #records = new Map<string, NodeRecord>()
  readonly #failedPlaces: string[] = []
  readonly #endOutputs: JsonObject = {}

  constructor(app: RandomApp, random: Random) {
    this.#app = app
    this.#random = random
  }

  run(): ReferenceRun {
    const pool: Pool = new Map()
    setAll(pool, 'sys', { query: this.#app.query })
    setAll(
      pool,
      'conversation',
      Object.fromEntries(this.#app.conversation.map(({ name, value }) => [name, value])),
    )
    const { isFailed } = this.#runGraph(undefined, '', pool)
    const hasException = [...this.#records.values()].some(({ status }) => status === 'exception')
    return {
      status: isFailed ? 'failed' : hasException ? 'partial-succeeded' : 'succeeded',
      records: this.#records,
      endOutputs: this.#endOutputs,
      conversation: Object.fromEntries(pool.get('conversation') ?? []),
      failedPlaces: this.#failedPlaces,
    }
  }

  /** The nodes of one level, from its root until none is ready (§4). */
  #runGraph(parentId: string | undefined, place: string, pool: Pool): RoundResult {
    const nodes = this.#app.nodes.filter((node) => node.parentId === parentId)
    const ids = new Set(nodes.map(({ id }) => id))
    const edges = this.#app.edges.filter(({ source, target }) => ids.has(source) && ids.has(target))
    const decided = new Map<GraphEdge, 'taken' | 'skipped'>()
    const isInnerStart = (node: GraphNode): boolean => /^(iteration|loop)-start$/.test(node.data.type)
    const root = nodes.find((node) => node.data.type === 'start' || isInnerStart(node))
    const ready: GraphNode[] = root ? [root] : []
    let isFailed = false
    let hasLoopEnd = false

    const decide = (edge: GraphEdge, state: 'taken' | 'skipped'): void => {
      decided.set(edge, state)
      const target = nodes.find(({ id }) => id === edge.target)
      const incoming = edges.filter((each) => each.target === edge.target && isReachable(each.source))
      if (!target || incoming.some((each) => !decided.has(each))) return
      if (incoming.some((each) => decided.get(each) === 'taken')) {
        ready.push(target)
        return
      }
      this.#records.set(place + target.id, {
        type: target.data.type,
        status: 'skipped',
        outputs: {},
        retries: 0,
      })
      for (const each of edges.filter(({ source }) => source === target.id)) decide(each, 'skipped')
    }
    const reachable = new Set<string>(root ? [root.id] : [])
    for (const id of reachable) for (const edge of edges) if (edge.source === id) reachable.add(edge.target)
    const isReachable = (id: string): boolean => reachable.has(id)

    while (ready.length > 0) {
      const [node] = ready.splice(this.#random.below(ready.length), 1)
      if (!node) break
      const outgoing = edges.filter(({ source }) => source === node.id)
      if (isInnerStart(node)) {
        for (const edge of outgoing) decide(edge, 'taken')
        continue
      }
      const record = this.#runNode(node, place, pool)
      this.#records.set(place + node.id, record)
      if (record.status === 'failed') {
        isFailed = true
        this.#failedPlaces.push(place)
        continue
      }
      if (node.data.type === 'loop-end') hasLoopEnd = true
      setAll(pool, node.id, record.outputs)
      const isBranch = node.data.type === 'if-else' || node.data.error_strategy === 'fail-branch'
      const handle = record.handle ?? (isBranch ? 'source' : undefined)
      const isTaken = (edge: GraphEdge): boolean =>
        handle === undefined ? edge.handle !== 'fail-branch' : edge.handle === handle
      for (const edge of outgoing.filter((each) => !isTaken(each))) decide(edge, 'skipped')
      for (const edge of outgoing.filter(isTaken)) decide(edge, 'taken')
    }
    return { isFailed, hasLoopEnd }
  }

  /** One node with its retries and its error strategy (§5). */
  #runNode(node: GraphNode, place: string, pool: Pool): NodeRecord {
    const { data } = node
    const retry = data.retry_config as { retry_enabled: boolean; max_retries: number } | undefined // as generated
    const tries = retry?.retry_enabled ? 1 + retry.max_retries : 1
    const before = clone(pool)
    let failure = new NodeFailure('never ran')
    for (let attempt = 0; attempt < tries; attempt += 1) {
      try {
        return {
          type: data.type,
          status: 'succeeded',
          retries: attempt,
          ...this.#execute(node, place, pool, attempt),
        }
      } catch (error) {
        if (!(error instanceof NodeFailure)) throw error
        failure = error
      }
    }
    // What a failed container wrote into its own names is gone; conversation variables stay written.
    for (const [scope, values] of before) if (scope !== 'conversation') pool.set(scope, values)
    const record = { type: data.type, retries: tries - 1 }
    const about = { error_message: failure.message, error_type: failure.errorType }
    switch (data.error_strategy) {
      case 'default-value': {
        const defaults = data.default_value as readonly { key: string; type: string; value: string }[] // as generated
        const values = defaults.map(({ key, type, value }) => [
          key,
          type === 'number' ? Number(value) : value,
        ])
        return { ...record, status: 'exception', outputs: { ...Object.fromEntries(values), ...about } }
      }
      case 'fail-branch':
        return { ...record, status: 'exception', outputs: about, handle: 'fail-branch' }
      default:
        return { ...record, status: 'failed', outputs: {} }
    }
  }

  #execute(
    node: GraphNode,
    place: string,
    pool: Pool,
    attempt: number,
  ): { outputs: JsonObject; handle?: string; text?: string } {
    const { data } = node
    const read: ReadVariable = ([scope = '', name = '']) => pool.get(scope)?.get(name)
    switch (data.type) {
      case 'start':
        return { outputs: this.#app.inputs }
      case 'work':
        return { outputs: runWork(node, read, attempt) }
      case 'if-else': {
        const cases = data.cases as readonly JsonObject[] // as generated
        const chosen = cases.find((each) => condition(each.conditions, each.logical_operator, read))
        const handle = String(chosen?.case_id ?? 'false')
        return { outputs: { result: chosen !== undefined, selected_case_id: handle }, handle }
      }
      case 'assigner': {
        const written = applyAssigner(data, read, (selector) => this.#typeOf(selector))
        if (written === undefined) throw new NodeFailure('a source has no value, or one of another type')
        for (const [[scope = '', name = ''], value] of written) setAll(pool, scope, { [name]: value })
        return { outputs: {} }
      }
      case 'end': {
        const ended = runSimpleNode(data, read)
        Object.assign(this.#endOutputs, ended.outputs)
        return ended
      }
      case 'iteration':
        return { outputs: this.#iterate(node, place, pool, read) }
      case 'loop':
        return { outputs: this.#loop(node, place, pool, read) }
      default:
        return runSimpleNode(data, read)
    }
  }

  /** What a variable that assigners may write is declared to be. */
  #typeOf([scope, name]: readonly string[]): string {
    const loop = this.#app.nodes.find(({ id }) => id === scope)?.data
    const variables = (loop?.loop_variables ?? []) as readonly JsonObject[] // as generated
    return String(
      scope === 'conversation'
        ? this.#app.conversation.find((each) => each.name === name)?.value_type
        : variables.find(({ label }) => label === name)?.var_type,
    )
  }

  #iterate({ id, data }: GraphNode, place: string, pool: Pool, read: ReadVariable): JsonObject {
    const items = read(data.iterator_selector as readonly string[]) // as generated
    if (!Array.isArray(items)) throw new NodeFailure('not a list')
    const results: JsonValue[] = []
    let isTerminated = false
    for (const [index, item] of (items as readonly JsonValue[]).entries()) {
      if (isTerminated && data.is_parallel !== true) break
      // Each round has its own copy; conversation variables leave it.
      const own = clone(pool)
      setAll(own, id, { item, index })
      const { isFailed } = this.#runGraph(id, `${place}${id}#${index}/`, own)
      pool.set('conversation', own.get('conversation') ?? new Map())
      const [scope = '', name = ''] = data.output_selector as readonly string[] // as generated
      if (!isFailed) results.push(own.get(scope)?.get(name) ?? null)
      else if (data.error_handle_mode === 'continue-on-error') results.push(null)
      else if (data.error_handle_mode === 'terminated') isTerminated = true
    }
    if (isTerminated) {
      this.#failedPlaces.push(`${place}${id}#`)
      throw new NodeFailure('a round failed')
    }
    const lists = results.filter((result) => result !== null)
    const isFlat =
      data.flatten_output === true && lists.length > 0 && lists.every((each) => Array.isArray(each))
    return { output: isFlat ? lists.flat() : results }
  }

  #loop({ id, data }: GraphNode, place: string, pool: Pool, read: ReadVariable): JsonObject {
    const inner = this.#app.nodes.filter((node) => node.parentId === id)
    const variables = data.loop_variables as readonly JsonObject[] // as generated
    for (const { label, var_type, value_type, value } of variables) {
      const given = value_type === 'variable' ? read(value as readonly string[]) : value // as generated
      const typed = var_type === 'number' && typeof given === 'string' ? Number(given) : given
      setAll(pool, id, { [String(label)]: typed ?? null })
    }
    const breaks = (): boolean =>
      (data.break_conditions as readonly JsonValue[]).length > 0 && // as generated
      condition(data.break_conditions, data.logical_operator, read)
    let round = 0
    if (!breaks()) {
      for (; round < Number(data.loop_count); ) {
        for (const node of inner) this.#forget(node.id, pool)
        const { isFailed, hasLoopEnd } = this.#runGraph(id, `${place}${id}#${round}/`, pool)
        if (isFailed) throw new NodeFailure('a round failed')
        round += 1
        if (hasLoopEnd || breaks()) break
      }
    }
    return {
      ...Object.fromEntries(variables.map(({ label }) => [String(label), read([id, String(label)]) ?? null])),
      loop_round: round,
    }
  }

  /** The outputs of an inner node, and of the nodes inside of it. */
  #forget(id: string, pool: Pool): void {
    pool.delete(id)
    for (const node of this.#app.nodes) if (node.parentId === id) this.#forget(node.id, pool)
  }
}

function setAll(pool: Pool, scope: string, values: JsonObject): void {
  const own = pool.get(scope) ?? new Map<string, JsonValue>()
  for (const [name, value] of Object.entries(values)) own.set(name, value)
  pool.set(scope, own)
}

function clone(pool: Pool): Pool {
  return new Map([...pool].map(([scope, values]) => [scope, new Map(values)]))
}

function runWork({ id, data }: GraphNode, read: ReadVariable, attempt: number): JsonObject {
  const failsOn = data.fails_on as { selector: readonly string[]; values: readonly JsonValue[] } | undefined // as generated
  const isHit = failsOn?.values.some((value) => value === read(failsOn.selector)) === true
  if (isHit || attempt < Number(data.failures ?? 0)) throw new NodeFailure(`${id} failed`, WORK_ERROR)
  const chunks = data.chunks as readonly string[] | undefined // as generated
  return {
    value: data.value ?? null,
    text: chunks ? chunks.join('') : String(data.value),
    seen: data.reads ? (read(data.reads as readonly string[]) ?? null) : null, // as generated
  }
}

function condition(
  conditions: JsonValue | undefined,
  operator: JsonValue | undefined,
  read: ReadVariable,
): boolean {
  const result = holds(conditions as readonly JsonObject[], String(operator), read) // as generated
  if (result === undefined) throw new NodeFailure('a condition asks for a variable that has no value')
  return result
}
