import type {
  CheckpointPort,
  EnginePorts,
  ModelsPort,
  OpenRun,
  OpenRunStore,
  Plan,
  PlanScope,
} from '@skep/engine'
import type { LiveRun } from './live-run.ts'

interface CheckpointOptions {
  readonly plan: Plan
  readonly runId: string
  readonly run: LiveRun
  readonly openRuns: OpenRunStore
}

/**
 * Holds a node that changes something outside until it is written that it begins, so that a worker which dies with it
 * leaves word, and keeps what was made of what came in. All other events are written when they are told.
 * @internal
 */
export function createCheckpoints({ plan, runId, run, openRuns }: CheckpointOptions): CheckpointPort {
  const { moderation } = plan.app.features
  const isJudging = plan.app.mode !== 'workflow' && moderation?.enabled === true
  const changing = changingNodes(plan)
  let writing: Promise<void> = Promise.resolve()

  /** One change after the other: each reads what the one before wrote. */
  function note(change: (open: OpenRun) => OpenRun): Promise<void> {
    const work = writing.then(async () => {
      const open = await openRuns.get(runId)
      if (open) await openRuns.put(change(open))
    })
    writing = work.catch(() => undefined) // told to whoever asked for it
    return work
  }

  async function keepStarts(executionIds: readonly string[]): Promise<void> {
    // Where text is judged, events wait behind it, and it may wait for this very node.
    if (isJudging && moderation?.outputs.enabled) {
      await note((open) => ({ ...open, begun: [...(open.begun ?? []), ...executionIds] }))
    } else for (const id of executionIds) await run.keepStart(id)
  }

  return {
    append(_runId, events) {
      const [first] = events
      const { inputs, system = {} } = first?.type === 'run_started' ? first : {}
      const judged = isJudging && inputs ? { inputs, system } : undefined
      const executionIds = events.flatMap((event) =>
        event.type === 'node_started' && changing.has(event.nodeId) ? [event.executionId] : [],
      )
      if (!judged) return executionIds.length > 0 ? keepStarts(executionIds) : undefined
      return note((open) => ({ ...open, judged })).then(() => keepStarts(executionIds))
    },
  }
}

/** Models whose questions count for the budget of one run. @internal */
export function modelsOfRun(models: ModelsPort, runId: string): ModelsPort {
  return { chat: (request, options) => models.chat(request, { ...options, runId }) }
}

/** A part of a draft tries things out: what it writes into the conversation is gone with it. @internal */
export function withoutWrites(
  conversations: NonNullable<EnginePorts['conversations']>,
): NonNullable<EnginePorts['conversations']> {
  return {
    messages: (conversationId) => conversations.messages(conversationId),
    variables: (conversationId) => conversations.variables(conversationId),
    saveVariables: async () => undefined,
  }
}

function changingNodes(scope: PlanScope): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const { id, executor, config, inside } of scope.nodes.values()) {
    if (executor.hasSideEffects?.(config)) ids.add(id)
    if (inside) for (const each of changingNodes(inside)) ids.add(each)
  }
  return ids
}
