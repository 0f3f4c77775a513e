export {
  defineExecutor,
  type Executor,
  type ExecutorContext,
  type ExecutorEvent,
  type ExecutorOptions,
  type ExecutorResult,
  type ExecutorRun,
  type RenderStyle,
  type ResponseOptions,
  type RunInfo,
  withPorts,
} from './define-executor.ts'
export { suggestFollowUps } from './features/follow-ups.ts'
export { resumeWithFeatures } from './features/resume-with-features.ts'
export { runWithFeatures } from './features/run-with-features.ts'
export { agentExecutor } from './nodes/agent.ts'
export { answerExecutor } from './nodes/answer.ts'
export { assignerExecutor } from './nodes/assigner.ts'
export { builtinExecutors } from './nodes/builtin.ts'
export { codeExecutor, createCodeExecutor } from './nodes/code.ts'
export { documentExtractorExecutor } from './nodes/document-extractor.ts'
export { endExecutor } from './nodes/end.ts'
export { httpRequestExecutor } from './nodes/http-request.ts'
export { humanInputExecutor } from './nodes/human-input.ts'
export { ifElseExecutor } from './nodes/if-else.ts'
export { iterationExecutor } from './nodes/iteration.ts'
export { knowledgeRetrievalExecutor } from './nodes/knowledge-retrieval.ts'
export { listOperatorExecutor } from './nodes/list-operator.ts'
export { llmExecutor } from './nodes/llm.ts'
export { loopEndExecutor, loopExecutor } from './nodes/loop.ts'
export { parameterExtractorExecutor } from './nodes/parameter-extractor.ts'
export { questionClassifierExecutor } from './nodes/question-classifier.ts'
export { serverOnlyExecutors } from './nodes/server-only.ts'
export { startExecutor } from './nodes/start.ts'
export { templateTransformExecutor } from './nodes/template-transform.ts'
export { toolExecutor } from './nodes/tool.ts'
export { triggerPluginExecutor } from './nodes/trigger-plugin.ts'
export { triggerScheduleExecutor } from './nodes/trigger-schedule.ts'
export { triggerWebhookExecutor } from './nodes/trigger-webhook.ts'
export { variableAggregatorExecutor } from './nodes/variable-aggregator.ts'
export {
  type Plan,
  type PlanEnvironment,
  type PlannedEdge,
  type PlannedNode,
  type PlannedPart,
  type PlanScope,
  plan,
} from './plan/plan.ts'
export type {
  CodeLimits,
  CodePort,
  CodeProgress,
  CodeRequest,
  CodeRunOptions,
} from './ports/code.ts'
export type { AnnotationsPort, MemoryPort, MemorySummary } from './ports/features.ts'
export type { HttpPort, HttpRequest, HttpResponse, HttpTimeouts } from './ports/http.ts'
export type {
  FinishReason,
  ModelContent,
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
  CheckpointPort,
  ClockPort,
  DocumentTextPort,
  EnginePorts,
  FormDeliveryPort,
  MetadataFieldType,
  RandomPort,
  RetrieverBase,
  RetrieverPort,
  SecretsPort,
  SubAppsPort,
} from './ports/ports.ts'
export { requirePort } from './ports/require-port.ts'
export type {
  AnnotationStore,
  AppStore,
  ConversationStore,
  FileStore,
  OpenRun,
  OpenRunStore,
  RecordingStore,
  RunRecording,
  RunStore,
  SecretStore,
  SettingsStore,
  VersionStore,
} from './ports/stores.ts'
export { systemClock, systemRandom } from './ports/system.ts'
export type { ToolPart, ToolRequest, ToolsPort } from './ports/tools.ts'
export { beginRun, type RecordableRun } from './replay/begin-run.ts'
export { type RecordedRun, type RecordOptions, recordRun } from './replay/record-run.ts'
export type {
  RecordedCall,
  RecordedDelivery,
  RecordedError,
  RecordedForm,
  RecordedStart,
  Recording,
} from './replay/recording.ts'
export { type ReplayOptions, replay } from './replay/replay.ts'
export type { RoundOptions, RoundResult, Rounds } from './rounds.ts'
export type { RunSystem } from './run/create-state.ts'
export { DEFAULT_RUN_LIMITS, type RunLimits } from './run/limits.ts'
export { type ResumeOptions, resume } from './run/resume.ts'
export { type Run, type RunOptions, type RunSnapshot, run } from './run/run.ts'
export type { NodeStatus } from './run/state.ts'
export { checkTemplate } from './text/jinja.ts'
export { findSchemaProblem } from './text/json-schema.ts'
export { parseModelJson } from './text/repair-json.ts'
