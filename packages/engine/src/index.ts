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
export type {
  AppStore,
  ConversationStore,
  FileStore,
  RunStore,
  SecretStore,
  VersionStore,
} from './ports/stores.ts'
