export type { Annotation, AnnotationMatch, AnnotationsApi } from './annotations.ts'
export type { AppEvent, AppRecord, AppSummary, AppsApi, AppVersion, ImportReport } from './apps.ts'
export type { ClientStatus, SecretsApi, SkepClient, StorageApi, StorageReport } from './client.ts'
export type { Conversation, ConversationsApi, Message } from './conversations.ts'
export {
  acceptedExtensions,
  DOCUMENT_FORMAT_INFOS,
  type DocumentFormat,
  type DocumentFormatInfo,
  describeFormats,
} from './document-formats.ts'
export type { FilesApi } from './files.ts'
export type {
  ChunkChanges,
  ChunkImport,
  ChunkInput,
  ChunkRowFailure,
  DocumentChanges,
  KnowledgeApi,
  KnowledgeEvent,
  PreviewInput,
  SplitInput,
  SplitPreview,
  Unsubscribe,
} from './knowledge.ts'
export {
  type ChildChunk,
  DOCUMENT_STATES,
  type DocumentSource,
  type DocumentState,
  type DocumentText,
  type KnowledgeChunk,
  type KnowledgeDocument,
  type UploadFile,
} from './knowledge-documents.ts'
export {
  type BaseExplanation,
  type ExplainedScore,
  type ExplainedTerm,
  type NearMiss,
  PASSAGE_DECISIONS,
  type PassageDecision,
  type PassageExplanation,
  type RetrievalExplanation,
  type TermContribution,
} from './knowledge-explanation.ts'
export {
  type Citation,
  changeRetrieval,
  type FusionMethod,
  type MetadataFilter,
  type Passage,
  type PassageLocation,
  type PassageScores,
  type PastQuery,
  type Reranking,
  type RetrievalChanges,
  type RetrievalSettings,
  type RetrieveRequest,
  type RetrieveResult,
} from './knowledge-retrieval.ts'
export {
  BUILT_IN_METADATA,
  type EmbedderChange,
  type EmbedderChoice,
  type ExternalInput,
  type ExternalSettings,
  type ExternalTest,
  type KnowledgeBase,
  type KnowledgeSize,
  type MetadataField,
  type SplitMode,
  type SplitSettings,
} from './knowledge-settings.ts'
export type { KnowledgeSource, SourceInput, SyncReport } from './knowledge-sources.ts'
export type { DeviceReport, ModelDownload, ModelDownloadsApi } from './model-downloads.ts'
export type {
  FinishReason,
  ModelAnswerer,
  ModelContent,
  ModelContextPassage,
  ModelMessage,
  ModelPart,
  ModelRequest,
  ModelResponseFormat,
  ModelTool,
  ModelToolCall,
  ModerateRequest,
  ModerateResult,
  RerankRequest,
  RerankResult,
  SpeakRequest,
  SpeakResult,
  TranscribeRequest,
  TranscribeResult,
} from './model-parts.ts'
export type {
  Budget,
  BudgetReport,
  ModelChoice,
  ModelFallback,
  ModelNeeds,
  ModelPrice,
  ModelPriceEntry,
  ModelRef,
  ModelRoute,
  ModelSettings,
  ModelSpend,
  Money,
} from './model-settings.ts'
export type {
  ConnectionCause,
  ConnectionReport,
  ModelCallOptions,
  ModelCapability,
  ModelInfo,
  ModelKind,
  ModelsApi,
  ProviderConfig,
  ProviderLimits,
  ProviderPreset,
} from './models.ts'
export { streamRun } from './run.ts'
export {
  type AgentLog,
  type ContainerKind,
  type FormSubmission,
  type HumanForm,
  type HumanFormField,
  isRunEnd,
  type ModerationStageName,
  type RoundRef,
  RUN_END_EVENTS,
  type RunEndEvent,
  type RunEvent,
  type RunEventBody,
  type RunEventType,
  type Usage,
} from './run-events.ts'
export type { RunPart, RunRecord, RunRequest, RunStatus, RunsApi } from './runs.ts'
export type { ToolsApi } from './tools.ts'
