import type { Usage } from '@skep/client'
import type { ExecutorEvent } from '../define-executor.ts'
import type { ModelMessage, ModelRequest, ModelsPort } from '../ports/models.ts'
import type { AgentJournal } from './journal.ts'
import type { ToolBox } from './tool-box.ts'

/** What a strategy works with. @internal */
export interface AgentTask {
  readonly models: ModelsPort
  /** Without messages and tools. */
  readonly request: Omit<ModelRequest, 'messages' | 'tools'>
  readonly instruction: string
  readonly history: readonly ModelMessage[]
  readonly query: string
  /** Rounds in which tools may be called. */
  readonly maxIterations: number
  readonly toolBox: ToolBox
  readonly journal: AgentJournal
  readonly signal: AbortSignal
}

/** @internal */
export interface AgentResult {
  /** All that was streamed as text. */
  readonly text: string
  readonly usage: Usage | undefined
  readonly rounds: number
}

/** A way of working: asks the model, uses tools, says the answer. @internal */
export type RunStrategy = (task: AgentTask) => AsyncGenerator<ExecutorEvent, AgentResult, void>
