export type { Annotation, AnnotationMatch, AnnotationsApi } from './annotations.ts'
export type { AppEvent, AppRecord, AppSummary, AppsApi, AppVersion, ImportReport } from './apps.ts'
export type { ClientStatus, SecretsApi, SkepClient, StorageApi, StorageReport } from './client.ts'
export type { Conversation, ConversationsApi, Message } from './conversations.ts'
export type { FilesApi } from './files.ts'
export {
  type Citation,
  DOCUMENT_STATES,
  type DocumentState,
  type DocumentText,
  type EmbedderChoice,
  type KnowledgeApi,
  type KnowledgeBase,
  type KnowledgeChunk,
  type KnowledgeDocument,
  type KnowledgeEvent,
  type Passage,
  type PassageLocation,
  type RetrievalSettings,
  type RetrieveRequest,
  type RetrieveResult,
  type SplitSettings,
  type Unsubscribe,
  type UploadFile,
} from './knowledge.ts'
export type { ConnectionReport, ModelInfo, ModelKind, ModelsApi, ProviderConfig } from './models.ts'
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
