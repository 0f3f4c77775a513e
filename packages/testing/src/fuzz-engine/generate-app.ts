import type { JsonObject } from '@skep/schema'
import { createRandom, type Random } from './random.ts'
import type { GraphEdge, GraphNode, RandomApp } from './random-app.ts'
import {
  anyOf,
  CLAIMABLE,
  FIXED,
  randomAssignment,
  randomCondition,
  randomStrategy,
  readable,
  type Variable,
} from './random-settings.ts'

/** What a node of a scope leaves to the nodes behind it. */
interface Made {
  readonly id: string
  readonly handles: readonly [string, ...string[]]
  /** Its own variables and those of everything before it in the scope. */
  readonly visible: readonly Variable[]
}

/** A place for nodes: the app itself, or the inside of a container. */
interface Scope {
  readonly parentId?: string
  readonly root: Made
  readonly depth: number
  readonly size: number
  /** One node after the other, so that assigners and answers cannot race. */
  readonly isLinear: boolean
  /** Its rounds run one after the other, and so do those of all containers around it. */
  readonly isOrdered: boolean
  readonly isInLoop: boolean
}

const MAX_DEPTH = 2

/** A random app whose result does not depend on the order in which parallel nodes run. @internal */
export function generateApp(seed: number): RandomApp {
  return new Generator(createRandom(seed)).generate()
}

class Generator {
  readonly #random: Random
  readonly #nodes: GraphNode[] = []
  readonly #edges: GraphEdge[] = []
  /** Conversation variables that the next assigners may take, each one assigner of its own. */
  readonly #unowned: Variable[]
  readonly #mode: RandomApp['mode']
  #count = 0

  constructor(random: Random) {
    this.#random = random
    this.#mode = random.chance(0.65) ? 'advanced-chat' : 'workflow'
    this.#unowned = CLAIMABLE.map(({ name, value_type }) => ({
      selector: ['conversation', name],
      kind: value_type === 'number' ? 'number' : value_type === 'string' ? 'text' : 'list',
      isSure: true,
      isTarget: true,
    }))
  }

  generate(): RandomApp {
    const random = this.#random
    this.#nodes.push({ id: 'start', data: { type: 'start', variables: [] } })
    const visible: readonly Variable[] = [
      { selector: ['start', 's'], kind: 'text', isSure: true },
      { selector: ['start', 'n'], kind: 'number', isSure: true },
      { selector: ['sys', 'query'], kind: 'text', isSure: true },
      { selector: ['conversation', 'fixed'], kind: 'text', isSure: true },
      { selector: ['conversation', 'words'], kind: 'list', isSure: true },
      { selector: ['conversation', 'numbers'], kind: 'list', isSure: true },
      { selector: ['conversation', 'nothing'], kind: 'list', isSure: true },
    ]
    this.#fill({
      root: { id: 'start', handles: ['source'], visible },
      depth: 0,
      size: 1 + random.below(11),
      isLinear: random.chance(0.2),
      isOrdered: true,
      isInLoop: false,
    })
    return {
      mode: this.#mode,
      nodes: this.#nodes,
      edges: this.#edges,
      conversation: [...FIXED, ...CLAIMABLE],
      inputs: { s: random.pick(['a', 'ab', 'b', '']), n: random.below(5) },
      query: random.pick(['a', 'hello', 'b']),
    }
  }

  #fill(scope: Scope): readonly Made[] {
    const made: Made[] = [scope.root]
    for (let index = 0; index < scope.size; index += 1) {
      const before = scope.isLinear ? made.slice(-1) : this.#choose(made)
      const visible = [
        ...new Map(
          before.flatMap((each) => each.visible.map((one) => [one.selector.join('.'), one])),
        ).values(),
      ]
      const node = this.#make(scope, visible)
      for (const source of before) {
        const handles = this.#random.some(source.handles, 0.35)
        for (const handle of handles.length > 0 ? handles : [this.#random.pick(source.handles)]) {
          this.#edges.push({ source: source.id, handle, target: node.id })
        }
      }
      if (node.handles.length > 0) made.push(node)
    }
    return made
  }

  /** One to three nodes that the next one comes after. */
  #choose(made: readonly Made[]): readonly Made[] {
    const chosen = new Set<Made>()
    for (let count = 1 + this.#random.below(3); count > 0; count -= 1) {
      const each = made[this.#random.below(made.length)]
      if (each) chosen.add(each)
    }
    return [...chosen]
  }

  #make(scope: Scope, visible: readonly Variable[]): Made & { readonly handles: readonly string[] } {
    const random = this.#random
    this.#count += 1
    const id = `n${this.#count}`
    const makers: (() => Made)[] = [
      () => this.#work(id, scope, visible),
      () => this.#work(id, scope, visible),
      () => this.#work(id, scope, visible),
      () => this.#ifElse(id, scope, visible),
      () => this.#ifElse(id, scope, visible),
      () => this.#aggregator(id, scope, visible),
      () => this.#template(id, scope, visible),
    ]
    if (scope.depth < MAX_DEPTH) {
      makers.push(
        () => this.#iteration(id, scope, visible),
        () => this.#loop(id, scope, visible),
      )
    }
    const isCalm = scope.depth === 0 || (scope.isLinear && scope.isOrdered)
    if (isCalm) makers.push(() => this.#assigner(id, scope, visible))
    if (isCalm && this.#mode === 'advanced-chat') {
      makers.push(
        () => this.#answer(id, scope, visible),
        () => this.#answer(id, scope, visible),
      )
    }
    if (scope.depth === 0 && this.#mode === 'workflow') makers.push(() => this.#end(id, scope, visible))
    if (scope.isInLoop && random.chance(0.1)) return this.#loopEnd(id, scope, visible)
    return (makers[random.below(makers.length)] ?? makers[0] ?? (() => this.#work(id, scope, visible)))()
  }

  #add(id: string, { parentId }: Scope, data: GraphNode['data']): void {
    this.#nodes.push({ id, ...(parentId === undefined ? {} : { parentId }), data })
  }

  /**
   * What an answer or an end may name. Where a way leads around an assigner, it may speak before that and tell the value
   * of then (§6, rule 2).
   */
  #tellable(variables: readonly Variable[], { isLinear }: Scope): readonly Variable[] {
    return variables.filter(
      ({ selector: [owner, name] }) =>
        owner !== 'conversation' || isLinear || FIXED.some((each) => each.name === name),
    )
  }

  #work(id: string, scope: Scope, visible: readonly Variable[]): Made {
    const random = this.#random
    const reads = random.chance(0.5) ? anyOf(this.#random, visible) : undefined
    const inner = anyOf(
      this.#random,
      visible.filter(({ selector: [, name] }) => name === 'item' || name === 'index'),
    )
    const isFragile = random.chance(0.25)
    const fragility: JsonObject = !isFragile
      ? {}
      : inner && random.chance(0.8)
        ? { fails_on: { selector: [...inner.selector], values: [1, 'y'] } }
        : { failures: 1 + random.below(2) }
    // What a failing try streamed cannot be taken back, so only sound nodes stream.
    const streams = !isFragile && random.chance(0.5)
    const { data, handles } = isFragile
      ? randomStrategy(this.#random, [{ key: 'text', type: 'string', value: 'default text' }], true)
      : { data: {}, handles: ['source'] as const }
    this.#add(id, scope, {
      type: 'work',
      value: random.pick([1, 2, 'x', 'yy', true]),
      ...(streams ? { chunks: random.pick([['p', 'q'], ['r'], ['s', '', 't']]) } : {}),
      ...(reads ? { reads: [...reads.selector] } : {}),
      ...fragility,
      ...data,
    })
    return {
      id,
      handles,
      visible: [
        ...visible,
        { selector: [id, 'text'], kind: 'text', isSure: false },
        { selector: [id, 'error_message'], kind: 'text', isSure: false },
      ],
    }
  }

  #ifElse(id: string, scope: Scope, visible: readonly Variable[]): Made {
    const random = this.#random
    const ids: readonly [string, ...string[]] = random.chance(0.3) ? ['true', `${id}_elif`] : ['true']
    this.#add(id, scope, {
      type: 'if-else',
      cases: ids.map((case_id) => ({
        case_id,
        id: case_id,
        logical_operator: random.pick(['and', 'or']),
        conditions: Array.from({ length: 1 + random.below(2) }, () => randomCondition(this.#random, visible)),
      })),
    })
    return { id, handles: [...ids, 'false'], visible }
  }

  #aggregator(id: string, scope: Scope, visible: readonly Variable[]): Made {
    const candidates = this.#random.some(readable(visible, ['text']).toReversed(), 0.5)
    this.#add(id, scope, {
      type: 'variable-aggregator',
      output_type: 'string',
      variables: candidates.map(({ selector }) => [...selector]),
    })
    return {
      id,
      handles: ['source'],
      visible: [...visible, { selector: [id, 'output'], kind: 'text', isSure: false }],
    }
  }

  #template(id: string, scope: Scope, visible: readonly Variable[]): Made {
    const variables = this.#random.some(readable(visible, ['text', 'number'], true), 0.4)
    this.#add(id, scope, {
      type: 'template-transform',
      template: `${id}${variables.map((_, index) => `|{{ v${index} }}`).join('')}`,
      variables: variables.map(({ selector }, index) => ({
        variable: `v${index}`,
        value_selector: [...selector],
      })),
    })
    return {
      id,
      handles: ['source'],
      visible: [...visible, { selector: [id, 'output'], kind: 'text', isSure: false }],
    }
  }

  #answer(id: string, scope: Scope, visible: readonly Variable[]): Made {
    const named = this.#random.some(this.#tellable(readable(visible, ['text', 'number']), scope), 0.3)
    this.#add(id, scope, {
      type: 'answer',
      variables: [],
      answer: `[${id}:${named.map(({ selector }) => `{{#${selector.join('.')}#}}`).join(',')}]`,
    })
    return { id, handles: ['source'], visible }
  }

  #end(id: string, scope: Scope, visible: readonly Variable[]): Made {
    this.#add(id, scope, {
      type: 'end',
      outputs: this.#random.some(this.#tellable(visible, scope), 0.3).map(({ selector }, index) => ({
        variable: `${id}_${index}`,
        value_selector: [...selector],
      })),
    })
    // Nothing comes after an end.
    return { id, handles: [] as unknown as Made['handles'], visible }
  }

  #loopEnd(id: string, scope: Scope, visible: readonly Variable[]): Made {
    this.#add(id, scope, { type: 'loop-end' })
    return { id, handles: [] as unknown as Made['handles'], visible }
  }

  /** Writes variables that nobody else writes, or those of the loop around it. */
  #assigner(id: string, scope: Scope, visible: readonly Variable[]): Made {
    const random = this.#random
    const ofLoop = scope.isInLoop
      ? visible.filter((each) => each.selector[0] === scope.parentId && each.isTarget)
      : []
    const targets: Variable[] = []
    for (let count = 1 + random.below(2); count > 0; count -= 1) {
      const target =
        ofLoop.length > 0 && random.chance(0.6) ? anyOf(this.#random, ofLoop) : this.#unowned.shift()
      if (target) targets.push(target)
    }
    const items = targets.map((target) => randomAssignment(this.#random, id, target, visible))
    const [first] = items
    const isLegacy = first !== undefined && items.length === 1 && random.chance(0.3)
    const source = anyOf(this.#random, readable(visible, [targets[0]?.kind ?? 'text'], true))
    const mode = random.pick(['over-write', 'clear'])
    this.#add(
      id,
      scope,
      isLegacy && source
        ? {
            type: 'assigner',
            assigned_variable_selector: [...(targets[0]?.selector ?? [])],
            write_mode: mode,
            input_variable_selector: [...source.selector],
          }
        : { type: 'assigner', version: '2', items },
    )
    return { id, handles: ['source'], visible: [...visible, ...targets] }
  }

  #container(
    id: string,
    scope: Scope,
    visible: readonly Variable[],
    kind: 'iteration' | 'loop',
    isOrdered: boolean,
  ): readonly Made[] {
    const startId = `${id}start`
    this.#nodes.push({ id: startId, parentId: id, data: { type: `${kind}-start` } })
    return this.#fill({
      parentId: id,
      root: { id: startId, handles: ['source'], visible },
      depth: scope.depth + 1,
      size: this.#random.below(5),
      isLinear: this.#random.chance(0.6),
      // An inside that runs beside other nodes of a round must not write what they read.
      isOrdered: isOrdered && scope.isOrdered && (scope.depth === 0 || scope.isLinear),
      isInLoop: kind === 'loop',
    })
  }

  #iteration(id: string, scope: Scope, visible: readonly Variable[]): Made {
    const random = this.#random
    const isParallel = random.chance(0.5)
    const list = random.chance(0.05)
      ? ['sys', 'query']
      : [...(anyOf(this.#random, readable(visible, ['list'], true))?.selector ?? ['conversation', 'words'])]
    const { data, handles } = random.chance(0.2)
      ? randomStrategy(this.#random, [{ key: 'output', type: 'string', value: 'default output' }], false)
      : { data: {}, handles: ['source'] as const }
    const inner = this.#container(
      id,
      scope,
      [
        ...visible.map((each) => ({ ...each, isTarget: false })),
        { selector: [id, 'item'], kind: list[1] === 'numbers' ? 'number' : 'text', isSure: true },
        { selector: [id, 'index'], kind: 'number', isSure: true },
      ],
      'iteration',
      !isParallel,
    )
    const outputs =
      inner.at(-1)?.visible.filter(({ selector: [owner] }) => owner?.startsWith('n') && owner !== id) ?? []
    const own = outputs.filter(({ selector: [owner] }) =>
      this.#nodes.some((node) => node.id === owner && node.parentId === id),
    )
    this.#add(id, scope, {
      type: 'iteration',
      start_node_id: `${id}start`,
      iterator_selector: list,
      output_selector: [...(anyOf(this.#random, own)?.selector ?? [id, 'item'])],
      is_parallel: isParallel,
      parallel_nums: 1 + random.below(4),
      error_handle_mode: random.pick(['terminated', 'continue-on-error', 'remove-abnormal-output']),
      flatten_output: random.chance(0.5),
      ...data,
    })
    return {
      id,
      handles,
      visible: [
        ...visible,
        ...this.#written(visible, inner),
        { selector: [id, 'output'], kind: 'list', isSure: false },
      ],
    }
  }

  #loop(id: string, scope: Scope, visible: readonly Variable[]): Made {
    const random = this.#random
    const source = anyOf(this.#random, readable(visible, ['number'], true))
    const variables: readonly JsonObject[] = [
      source && random.chance(0.4)
        ? { id: 'i', label: 'i', var_type: 'number', value_type: 'variable', value: [...source.selector] }
        : {
            id: 'i',
            label: 'i',
            var_type: 'number',
            value_type: 'constant',
            value: random.pick([0, '1', 2]),
          },
      { id: 't', label: 't', var_type: 'string', value_type: 'constant', value: 'first' },
    ]
    const inside: readonly Variable[] = [
      { selector: [id, 'i'], kind: 'number', isSure: true, isTarget: true },
      { selector: [id, 't'], kind: 'text', isSure: true, isTarget: true },
    ]
    const { data, handles } = random.chance(0.2)
      ? randomStrategy(this.#random, [{ key: 'i', type: 'number', value: '7' }], false)
      : { data: {}, handles: ['source'] as const }
    const inner = this.#container(
      id,
      scope,
      [...visible.map((each) => ({ ...each, isTarget: false })), ...inside],
      'loop',
      true,
    )
    this.#add(id, scope, {
      type: 'loop',
      start_node_id: `${id}start`,
      loop_count: 1 + random.below(4),
      loop_variables: variables,
      logical_operator: random.pick(['and', 'or']),
      break_conditions: random.chance(0.6)
        ? [
            {
              id: 'b',
              variable_selector: [id, 'i'],
              varType: 'number',
              comparison_operator: random.pick(['≥', '=', '>']),
              value: String(1 + random.below(4)),
            },
          ]
        : [],
      error_handle_mode: 'terminated',
      ...data,
    })
    return {
      id,
      handles,
      visible: [
        ...visible,
        ...this.#written(visible, inner),
        // What a failed loop leaves in them is nobody's business.
        ...(data.error_strategy === undefined
          ? ([
              { selector: [id, 'i'], kind: 'number', isSure: false },
              { selector: [id, 'loop_round'], kind: 'number', isSure: false },
            ] as const)
          : []),
      ],
    }
  }

  /** Conversation variables that the inside of a container took: nodes behind it may read them. */
  #written(before: readonly Variable[], inner: readonly Made[]): readonly Variable[] {
    const known = new Set(before.map(({ selector }) => selector.join('.')))
    return inner
      .flatMap((each) => each.visible)
      .filter(({ selector }) => selector[0] === 'conversation' && !known.has(selector.join('.')))
      .map((each) => ({ ...each, isTarget: false }))
  }
}
