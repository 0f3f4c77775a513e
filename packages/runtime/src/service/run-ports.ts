import type { CheckpointPort, EnginePorts, OpenRunStore, Plan, PlanScope } from '@skep/engine'
import type { LiveRun } from './live-run.ts'

interface CheckpointOptions {
  readonly plan: Plan
  readonly runId: string
  readonly run: LiveRun
  readonly openRuns: OpenRunStore
}

/**
 * Holds a node that changes something outside until it is written that it begins, so that a worker which dies with it
 * leaves word. All other events are written when they are told.
 * @internal
 */
export function createCheckpoints({ plan, runId, run, openRuns }: CheckpointOptions): CheckpointPort {
  const changing = changingNodes(plan)
  const isGuarded = holdsBack(plan)
  const begun: string[] = []

  async function keep(executionIds: readonly string[]): Promise<void> {
    if (!isGuarded) {
      for (const id of executionIds) await run.keepStart(id)
      return
    }
    // Its events wait behind text that is not judged yet, which may wait for this very node.
    begun.push(...executionIds)
    const open = await openRuns.get(runId)
    if (open) await openRuns.put({ ...open, begun: [...new Set([...(open.begun ?? []), ...begun])] })
  }

  return {
    append(_runId, events) {
      const executionIds = events.flatMap((event) =>
        event.type === 'node_started' && changing.has(event.nodeId) ? [event.executionId] : [],
      )
      return executionIds.length > 0 ? keep(executionIds) : undefined
    },
  }
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

/** Whether what a run of this app tells comes later than it happens: text is judged first. */
function holdsBack({ app }: Plan): boolean {
  const { moderation } = app.features
  return app.mode !== 'workflow' && moderation?.enabled === true && moderation.outputs.enabled
}

function changingNodes(scope: PlanScope): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const { id, executor, config, inside } of scope.nodes.values()) {
    if (executor.hasSideEffects?.(config)) ids.add(id)
    if (inside) for (const each of changingNodes(inside)) ids.add(each)
  }
  return ids
}
