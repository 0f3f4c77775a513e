export {
  defineExecutor,
  type Executor,
  type ExecutorContext,
  type ExecutorEvent,
  type ExecutorOptions,
  type ExecutorResult,
  type RenderStyle,
  type ResponseOptions,
  type RunInfo,
} from './define-executor.ts'
export { suggestFollowUps } from './features/follow-ups.ts'
export { runWithFeatures } from './features/run-with-features.ts'
export { answerExecutor } from './nodes/answer.ts'
export { builtinExecutors } from './nodes/builtin.ts'
export { codeExecutor } from './nodes/code.ts'
export { endExecutor } from './nodes/end.ts'
export { ifElseExecutor } from './nodes/if-else.ts'
export { documentExtractorExecutor } from './nodes/document-extractor.ts'
export { knowledgeRetrievalExecutor } from './nodes/knowledge-retrieval.ts'
export { llmExecutor } from './nodes/llm.ts'
export { startExecutor } from './nodes/start.ts'
export { templateTransformExecutor } from './nodes/template-transform.ts'
export { variableAggregatorExecutor } from './nodes/variable-aggregator.ts'
export { type Plan, type PlanEnvironment, type PlannedEdge, type PlannedNode, plan } from './plan/plan.ts'
export type { AnnotationsPort, MemoryPort, MemorySummary } from './ports/features.ts'
export type {
export { loopEndExecutor, loopExecutor } from './nodes/loop.ts'
export { parameterExtractorExecutor } from './nodes/parameter-extractor.ts'
export { questionClassifierExecutor } from './nodes/question-classifier.ts'
export { serverOnlyExecutors } from './nodes/server-only.ts'
  FinishReason,
  ModelContent,
export { toolExecutor } from './nodes/tool.ts'
export { triggerPluginExecutor } from './nodes/trigger-plugin.ts'
export { triggerScheduleExecutor } from './nodes/trigger-schedule.ts'
export { triggerWebhookExecutor } from './nodes/trigger-webhook.ts'
  ModelContextPassage,
  ModelMessage,
  ModelPart,
  ModelRequest,
  ModelsPort,
  ModelTool,
  ModelToolCall,
} from './ports/models.ts'
export type { ModerationPort, ModerationRequest, ModerationVerdict } from './ports/moderation.ts'
export type {
  ClockPort,
  CodeLimits,
  CodePort,
  CodeRequest,
  DocumentTextPort,
  EnginePorts,
  FormDeliveryPort,
  HttpPort,
  RandomPort,
  RetrieverPort,
  SecretsPort,
  SubAppsPort,
  ToolsPort,
} from './ports/ports.ts'
export { requirePort } from './ports/require-port.ts'
export type {
  AnnotationStore,
  AppStore,
  ConversationStore,
  FileStore,
  RunStore,
  SecretStore,
  SettingsStore,
  VersionStore,
} from './ports/stores.ts'
export { systemClock, systemRandom } from './ports/system.ts'
export type { RunSystem } from './run/create-state.ts'
export { DEFAULT_RUN_LIMITS, type RunLimits } from './run/limits.ts'
export { type Run, type RunOptions, type RunSnapshot, run } from './run/run.ts'
export type { NodeStatus } from './run/state.ts'
export { checkTemplate } from './text/jinja.ts'
