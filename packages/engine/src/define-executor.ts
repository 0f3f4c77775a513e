import type { AgentLog, Citation, FormSubmission, HumanForm, RunEvent, Usage } from '@skep/client'
import type { AppMode, JsonObject, NodeDefinition, Selector, TemplatePart, Value } from '@skep/schema'
import type { EnginePorts } from './ports/ports.ts'
import type { Rounds } from './rounds.ts'

/** What an executor may tell while it works. @public */
export type ExecutorEvent =
  /**
   * Text of an output as it comes. The user sees it when an answer names this output, in the answer's order.
   * The stream ends with `isFinal` or with the node.
   */
  | { readonly type: 'chunk'; readonly output: string; readonly text: string; readonly isFinal?: boolean }
  | { readonly type: 'reasoning'; readonly text: string }
  /** What the node works on, as soon as it is known, so that a failure shows it too. */
  | { readonly type: 'inputs'; readonly inputs: JsonObject }
  | { readonly type: 'progress'; readonly message: string; readonly data?: JsonObject }
  | { readonly type: 'citations'; readonly citations: readonly Citation[] }
  /** Writes conversation variables or variables of the enclosing loop (assigner). All or none are applied. */
  | {
      readonly type: 'variables'
      readonly updates: readonly { readonly selector: Selector; readonly value: Value }[]
      /** A variable may become of another type than it is declared to be. */
      readonly isUntyped?: boolean
    }
  | { readonly type: 'log'; readonly log: AgentLog }
  /**
   * The node waits for a person. The call ends here; when the form has been answered or has expired, the executor is
   * called again with `submission`, perhaps days later in another process.
   */
  | { readonly type: 'pause'; readonly form: HumanForm }

/** How a node ended well. @public */
export interface ExecutorResult {
  /** The variables it leaves behind. Plain JSON; what is not survives as JSON would leave it. */
  readonly outputs: JsonObject
  /** The way out that a branch chose. Absent: the ordinary one. */
  readonly handle?: string
  readonly inputs?: JsonObject
  /** What helps to understand the step: the final prompt, the scores, the request. */
  readonly process?: JsonObject
  readonly usage?: Usage
}

/** The run that a node is part of. @public */
export interface RunInfo {
  readonly id: string
  readonly appId: string
  readonly mode: AppMode
  /** What the caller gave, unchecked. The start node makes variables of it. */
  readonly inputs: JsonObject
  readonly conversationId?: string
}

/** How a value becomes text: `prompt` is plain, `answer` is Markdown for people. @public */
export type RenderStyle = 'prompt' | 'answer'

/** Made for one call of an executor. Hand it on with `withPorts`: a copy by spreading lacks most of it. @public */
export interface ExecutorContext<Config> {
  /** The node's configuration, checked by its schema. */
  readonly config: Config
  readonly node: {
    readonly id: string
    readonly type: string
    readonly title: string
    readonly executionId: string
    /** It has an error strategy or retries: what is odd but usable is better told as a failure. */
    readonly expectsFailure: boolean
  }
  readonly run: RunInfo
  readonly ports: EnginePorts
  /** Fires when this attempt is over for any reason; hand it to every port. */
  readonly signal: AbortSignal
  /** The inside of a container. Absent for other nodes. */
  readonly rounds?: Rounds | undefined
  /** How the form was answered that the node paused for. Absent before. */
  readonly submission?: FormSubmission | 'expired' | undefined
  /** A variable; `undefined` when nothing of that name exists (its node was skipped, or never had it). */
  read(selector: Selector): Value | undefined
  /** Fills the `{{#node.name#}}` references of a text. Missing variables become empty text. */
  renderText(text: string, style?: RenderStyle): string
  /**
   * Runs another app to its end, as a tool; its events are not events of this run. It stops with this attempt.
   * @throws `APP_NOT_FOUND`, `PORT_MISSING`, what `plan` refuses, `RUN_LIMIT_DEPTH` when apps call one another too deep
   */
  runApp(appId: string, inputs: JsonObject): AsyncIterable<RunEvent>
  /** Takes a secret out of whatever the run tells from now on. What `ports.secrets` resolves is concealed already. */
  conceal(secret: string): void
}

/** How a node speaks to the user: its text as it streams, and what it adds to the outputs of the run. @public */
export interface ResponseOptions<Config> {
  /** Literal and variable parts in the order in which the user reads them. */
  template(config: Config): readonly TemplatePart[]
  /** `append`: texts and lists join those of earlier nodes; `assign`: each name is set. */
  readonly merge: 'append' | 'assign'
}

/** @public */
export interface ExecutorOptions<Config> {
  /** Makes this a response node. */
  readonly response?: ResponseOptions<Config>
  /**
   * Whether running the node changes something outside (a request that writes, a tool). When a run was interrupted
   * while such a node ran, nobody knows whether it took effect: it is not run again unless the caller says so, but fails
   * with `NODE_INTERRUPTED`. Default false.
   */
  hasSideEffects?(config: Config): boolean
  /** Variables that the node writes besides its outputs. Answers that show one of them wait for the node. */
  writes?(config: Config): readonly Selector[]
  /** Reaching the node makes the current round of the container around it the last. */
  readonly endsContainer?: boolean
}

/**
 * One try of a node: a generator tells what happens on the way, and a promise is enough for a node that has nothing to
 * tell.
 * @public
 */
export type ExecutorRun = AsyncGenerator<ExecutorEvent, ExecutorResult, void> | Promise<ExecutorResult>

/** A node type's running face, ready for `plan`. Made by `defineExecutor`. @public */
export interface Executor {
  readonly type: string
  // Methods, so that an executor of one config is an executor: `plan` has checked the config by the node's schema.
  execute(context: ExecutorContext<unknown>): ExecutorRun
  readonly response?: ResponseOptions<unknown>
  hasSideEffects?(config: unknown): boolean
  writes?(config: unknown): readonly Selector[]
  readonly endsContainer?: boolean
}

/**
 * Says how nodes of a type run. Errors are thrown, best as `SkepError`; retries and error strategies are the engine's.
 * @example
 * export const shout = defineExecutor(shoutNode, async ({ config, read }) => ({
 *   outputs: { result: String(read(config.text)).toUpperCase() },
 * }))
 * @public
 */
export function defineExecutor<Config>(
  node: Pick<NodeDefinition<Config>, 'type' | 'config'>,
  execute: (context: ExecutorContext<Config>) => ExecutorRun,
  options: ExecutorOptions<Config> = {},
): Executor {
  // `plan` has parsed the config with this node's schema, so its functions are given what they expect.
  return {
    ...(options as ExecutorOptions<unknown>),
    type: node.type,
    execute: execute as Executor['execute'],
  }
}

/**
 * A context with other ports, for an executor that runs another one. A spread would not do: what a context offers is
 * made when it is asked for.
 * @public
 */
export function withPorts<Config>(
  context: ExecutorContext<Config>,
  ports: EnginePorts,
): ExecutorContext<Config> {
  const { config, node, run, submission, rounds } = context
  return {
    config,
    node,
    run,
    ports,
    ...(submission === undefined ? {} : { submission }),
    ...(rounds === undefined ? {} : { rounds }),
    get signal() {
      return context.signal
    },
    read: (selector) => context.read(selector),
    renderText: (text, style) => context.renderText(text, style),
    runApp: (appId, inputs) => context.runApp(appId, inputs),
    conceal: (secret) => context.conceal(secret),
  }
}
