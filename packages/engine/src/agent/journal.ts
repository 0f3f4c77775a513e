import type { AgentLog } from '@skep/client'
import type { ErrorData, JsonObject } from '@skep/schema'
import type { ExecutorEvent } from '../define-executor.ts'

/** What an agent has done so far, step by step, for the trace and the `json` output. @internal */
export class AgentJournal {
  readonly newId: () => string
  readonly #logs = new Map<string, AgentLog>()

  constructor(newId: () => string) {
    this.newId = newId
  }

  begin(label: string, data: JsonObject, parentId?: string): AgentLog {
    return {
      id: this.newId(),
      label,
      status: 'running',
      data,
      ...(parentId === undefined ? {} : { parentId }),
    }
  }

  /** Keeps the newest state of a step, and tells it. */
  tell(log: AgentLog): ExecutorEvent {
    this.#logs.set(log.id, log)
    return { type: 'log', log }
  }

  succeed(log: AgentLog, data: JsonObject): ExecutorEvent {
    return this.tell({ ...log, status: 'succeeded', data: { ...log.data, ...data } })
  }

  fail(log: AgentLog, error: ErrorData): ExecutorEvent {
    return this.tell({ ...log, status: 'failed', error })
  }

  /** Under the names that Dify's apps read. */
  entries(): readonly JsonObject[] {
    return [...this.#logs.values()].map(({ id, parentId, label, status, data, error }) => ({
      id,
      parent_id: parentId ?? null,
      label,
      status: status === 'succeeded' ? 'success' : status === 'failed' ? 'error' : 'start',
      data,
      error: error ? error.message : null,
    }))
  }
}
