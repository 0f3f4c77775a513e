import type * as z from 'zod/mini'
import type { AppMode, AppNode, RetryPolicy } from './app.ts'
import type { CodeProblem } from './code-check.ts'
import type { Issue, IssueCode } from './issues.ts'
import type { JsonObject } from './json.ts'
import type { ToolFace } from './nodes/tool.ts'
import type { Selector } from './selectors.ts'
import type { OutputField, ValueType } from './values.ts'

/** A way out of a node. `id` is what edges store in `sourceHandle`. @public */
export interface NodeHandle {
  readonly id: string
  /** For people, e.g. `IF`; the interface may translate well-known ids. */
  readonly label?: string
}

/** A variable that a node reads, and where in its config it says so. @public */
export interface VariableUse {
  readonly selector: Selector
  readonly path: readonly (string | number)[]
  /** Types that the node can work with; absent means any. */
  readonly types?: readonly string[]
  /** A missing value is fine (an aggregator's candidates, a prompt's text). */
  readonly optional?: boolean
  /** A value of another type counts as none, so that it is worth a warning alone. */
  readonly ignoresOtherTypes?: boolean
}

/** What a check knows beside the node itself. @public */
export interface CheckContext {
  readonly node: AppNode
  readonly environment: Environment
}

/** What a node type may ask when its outputs depend on what it reads. @public */
export interface OutputContext {
  /** The type of a variable in this app, if it is known. */
  typeOf(selector: Selector): ValueType | undefined
}

/** A problem found by a node type's own check; `validate` adds the node. @public */
export interface NodeProblem {
  readonly code: IssueCode
  readonly severity?: Issue['severity']
  readonly path: readonly (string | number)[]
  readonly params?: JsonObject
}

/** What an app is checked against: the node types, models and knowledge bases that exist here. @public */
export interface Environment {
  readonly nodes: readonly NodeDefinition[]
  /** Absent: models are not checked. */
  readonly models?: readonly {
    readonly provider: string
    readonly model: string
    readonly kind: string
    /** False: it is known, and the key that it needs is not. */
    readonly hasKey?: boolean
  }[]
  /** Absent: knowledge bases are not checked. */
  readonly knowledge?: readonly {
    readonly id: string
    /** Absent: names of fields are not checked. */
    readonly metadataFields?: readonly { readonly name: string }[]
    /** Another program answers, and knows fields of its own. */
    readonly external?: unknown
  }[]
  /** Absent: tools are not checked. */
  readonly tools?: readonly ToolFace[]
  /** Absent: `javascript` only. */
  readonly codeLanguages?: readonly string[]
  /** Reads code without running it and says what is wrong with it. Absent: code is not read. */
  readonly checkCode?: (language: string, code: string) => CodeProblem | undefined
  /** Reads a Jinja template without running it and says what is wrong with it. Absent: templates are not read. */
  readonly checkTemplate?: (template: string) => string | undefined
  /** Whether the host judges texts (moderation by `host`). Absent: not checked. */
  readonly moderation?: boolean
}

/** What makes a node type a container: other nodes live in it (`parentId`) and run once a round. @public */
export interface ContainerFace<Config = JsonObject> {
  /** The node inside that begins a round. Absent or unknown: the inner start among its children. */
  startNodeId?(config: Config): string | undefined
  /** What the nodes inside see of it under its id: item, index, variables of its own. */
  variables(config: Config, context?: OutputContext): readonly OutputField[]
  /** What the container itself reads from inside its rounds: outputs of inner nodes, its own variables. */
  reads?(config: Config): readonly VariableUse[]
}

/**
 * A node type's data face: its configuration and what can be known without running it.
 * The executor (`defineExecutor`) and the panel (`definePanel`) join by `type`.
 * @public
 */
export interface NodeDefinition<Config = JsonObject> {
  readonly type: string
  /** Raised when the config changes shape; `migrations[n]` turns version n-1 into n. */
  readonly version: number
  readonly category: 'flow' | 'model' | 'knowledge' | 'transform' | 'logic' | 'tool' | 'input' | 'other'
  /** Modes in which the node may stand. Absent: all. */
  readonly modes?: readonly AppMode[]
  readonly config: z.ZodMiniType<Config>
  /** The config of a new node. */
  readonly defaults: Config
  /** The variables this node leaves behind. Without a context, types that depend on other nodes are `any`. */
  outputs(config: Config, context?: OutputContext): readonly OutputField[]
  /** Ways out. Absent: one, `source`. An empty list: none (end nodes). */
  handles?(config: Config): readonly NodeHandle[]
  /** Has no way in (start and triggers). */
  readonly isRoot?: boolean
  /** False: the type is shown where it stands and never offered for adding. */
  readonly isOffered?: boolean
  /** May leave more variables behind than `outputs` names. */
  readonly hasOpenOutputs?: boolean
  /** Makes this a container. Its executor runs the rounds (`context.rounds`). */
  readonly container?: ContainerFace<Config>
  /** Begins the rounds of a container: no way in, nothing to run. */
  readonly isInnerStart?: boolean
  /** The error strategies and retries that make sense here. */
  readonly supportsErrorStrategy?: boolean
  /** The retries of a new node. */
  readonly defaultRetry?: RetryPolicy
  /** Every variable the config refers to. */
  uses(config: Config): readonly VariableUse[]
  check?(config: Config, context: CheckContext): readonly NodeProblem[]
  readonly migrations?: Readonly<Record<number, (old: JsonObject) => JsonObject>>
}

/** Names a node type. Built-in nodes use this and nothing else. @public */
export function defineNode<Config>(definition: NodeDefinition<Config>): NodeDefinition<Config> {
  return definition
}
