export {
  APP_MODES,
  APP_SCHEMA_VERSION,
  type App,
  type AppEdge,
  type AppGraph,
  type AppMode,
  type AppNode,
  type ConversationVariable,
  type DefaultValue,
  type EnvironmentVariable,
  type ErrorStrategy,
  NOTE_TYPE,
  type Point,
  type RetryPolicy,
} from './app.ts'
export { appTool } from './app-tool.ts'
export type {
  AssistantAgent,
  AssistantCompletionPrompt,
  AssistantConfig,
  AssistantKnowledge,
  AssistantMessage,
  AssistantTool,
  ExternalDataTool,
} from './assistant/assistant.ts'
export { ASSISTANT_NODE_IDS, compileAssistant, isAssistant } from './assistant/compile-assistant.ts'
export type { CodeCheck, CodeProblem } from './code-check.ts'
export { createApp, createNode } from './create-app.ts'
export {
  type CheckContext,
  type ContainerFace,
  defineNode,
  type Environment,
  type NodeDefinition,
  type NodeHandle,
  type NodeProblem,
  type OutputContext,
  type VariableUse,
} from './define-node.ts'
export {
  ERROR_CODES,
  type ErrorCode,
  type ErrorData,
  fromErrorData,
  hasErrorCode,
  type Result,
  SkepError,
  toErrorData,
} from './errors.ts'
export {
  type AnnotationReplyFeature,
  type AppFeatures,
  DEFAULT_ANNOTATION_THRESHOLD,
  DEFAULT_FILE_UPLOAD,
  DEFAULT_MAX_MEGABYTES,
  DEFAULT_MODERATION,
  FILE_KINDS,
  type FileKind,
  type FileUploadFeature,
  type FollowUpsFeature,
  type ModerationFeature,
  type ModerationMethod,
  type ModerationStage,
  renderOpening,
  type SpeechToTextFeature,
  type TextToSpeechFeature,
  UPLOAD_METHODS,
  type UploadMethod,
  variablesInOpening,
} from './features.ts'
export {
  describeFileProblem,
  type FileFacts,
  type FileProblem,
  fileKindOf,
  findFileProblem,
  findFilesProblem,
  maxFileBytes,
} from './file-limits.ts'
export { ISSUE_CODES, type Issue, type IssueCode } from './issues.ts'
export type { JsonObject, JsonValue } from './json.ts'
export { FORBIDDEN_KEYS } from './json-limits.ts'
export { migrateApp, migrateNodes } from './migrate-app.ts'
export { newId } from './new-id.ts'
export {
  AGENT_STRATEGIES,
  type AgentConfig,
  type AgentStrategy,
  type AgentTool,
  agentNode,
} from './nodes/agent.ts'
export { type AnswerConfig, answerNode } from './nodes/answer.ts'
export {
  ASSIGNER_OPERATIONS,
  type AssignerConfig,
  type AssignerItem,
  type AssignerOperation,
  assignerNode,
  assignerOperationsFor,
  assignerSource,
  OPERATIONS_WITHOUT_INPUT,
} from './nodes/assigner.ts'
export { builtinNodes } from './nodes/builtin.ts'
export {
  CODE_LANGUAGES,
  type CodeConfig,
  type CodeLanguage,
  type CodeOutput,
  type CodeVariable,
  codeNode,
} from './nodes/code.ts'
export {
  COMPARISON_OPERATORS,
  type ComparisonOperator,
  type ComparisonValue,
  type Condition,
  fileOperatorsFor,
  LOGICAL_OPERATORS,
  type LogicalOperator,
  OPERATORS_BY_FILE,
  OPERATORS_WITHOUT_VALUE,
  operatorsFor,
  type SubCondition,
  type SubConditions,
} from './nodes/conditions.ts'
export { findCronProblem } from './nodes/cron.ts'
export {
  type DocumentExtractorConfig,
  documentExtractorNode,
} from './nodes/document-extractor.ts'
export { type EndConfig, type EndOutput, endNode } from './nodes/end.ts'
export { FILE_FIELDS, isVariableName, VARIABLE_NAME, type VariableBinding } from './nodes/fields.ts'
export {
  HTTP_BODY_TYPES,
  HTTP_METHODS,
  type HttpAuthorization,
  type HttpBody,
  type HttpField,
  type HttpFormField,
  type HttpMethod,
  type HttpRequestConfig,
  type HttpTimeout,
  httpRequestNode,
} from './nodes/http-request.ts'
export {
  FORM_ACTION_OUTPUT,
  FORM_BUTTON_STYLES,
  FORM_CONTENT_OUTPUT,
  FORM_INPUT_TYPES,
  FORM_TIMEOUT_HANDLE,
  type FormAction,
  type FormContentPart,
  type FormDelivery,
  type FormInput,
  type FormInputType,
  type HumanInputConfig,
  humanInputNode,
  parseFormContent,
} from './nodes/human-input.ts'
export { type IfElseCase, type IfElseConfig, ifElseNode } from './nodes/if-else.ts'
export {
  ITERATION_ERROR_MODES,
  type IterationConfig,
  type IterationErrorMode,
  iterationNode,
  iterationStartNode,
} from './nodes/iteration.ts'
export {
  BUILT_IN_FIELDS,
  FUSION_METHODS,
  type KnowledgeRetrievalConfig,
  knowledgeRetrievalNode,
  METADATA_OPERATORS,
  type MetadataCondition,
  type MetadataFieldFace,
  type MetadataFiltering,
  type MultipleRetrieval,
  type RetrievalWeights,
} from './nodes/knowledge-retrieval.ts'
export {
  FILE_KEYS,
  itemTypeOf,
  LIST_TYPES,
  type ListFilter,
  type ListOperatorConfig,
  listOperatorNode,
  listOperatorsFor,
} from './nodes/list-operator.ts'
export { type LlmConfig, llmNode, type PromptMessage, promptMessageText } from './nodes/llm.ts'
export {
  LOOP_VARIABLE_TYPES,
  type LoopConfig,
  type LoopVariable,
  loopNode,
  loopStartNode,
  loopVariableSelector,
  MAX_LOOP_COUNT,
} from './nodes/loop.ts'
export { loopEndNode } from './nodes/loop-end.ts'
export type { MemoryConfig, ModelChoice, VisionConfig } from './nodes/model-fields.ts'
export {
  type ExtractedParameter,
  PARAMETER_TYPES,
  type ParameterExtractorConfig,
  type ParameterType,
  parameterExtractorNode,
  RESERVED_PARAMETERS,
} from './nodes/parameter-extractor.ts'
export {
  type QuestionClass,
  type QuestionClassifierConfig,
  questionClassifierNode,
} from './nodes/question-classifier.ts'
export {
  agentV2Node,
  datasourceEmptyNode,
  datasourceNode,
  knowledgeIndexNode,
  knowledgeRetrievalV2Node,
  serverOnlyNodes,
} from './nodes/server-only.ts'
export {
  START_VARIABLE_TYPES,
  type StartConfig,
  type StartVariable,
  type StartVariableType,
  startNode,
} from './nodes/start.ts'
export { type TemplateTransformConfig, templateTransformNode } from './nodes/template-transform.ts'
export {
  isTool,
  type ToolConfig,
  type ToolFace,
  type ToolParameter,
  type ToolReference,
  toolNode,
} from './nodes/tool.ts'
export { type TriggerPluginConfig, triggerPluginNode } from './nodes/trigger-plugin.ts'
export {
  SCHEDULE_FREQUENCIES,
  type ScheduleFrequency,
  type TriggerScheduleConfig,
  triggerScheduleNode,
  WEEKDAYS,
  type Weekday,
} from './nodes/trigger-schedule.ts'
export {
  type TriggerWebhookConfig,
  triggerWebhookNode,
  WEBHOOK_CONTENT_TYPES,
  WEBHOOK_METHODS,
  type WebhookContentType,
  type WebhookField,
  type WebhookMethod,
  webhookFields,
  webhookVariableName,
} from './nodes/trigger-webhook.ts'
export {
  type AggregatorGroup,
  type VariableAggregatorConfig,
  variableAggregatorNode,
} from './nodes/variable-aggregator.ts'
export { NOTE_THEMES, type Note, type NoteTheme, readNote, writeNote } from './note.ts'
export { parseApp } from './parse-app.ts'
export { runFields } from './run-fields.ts'
export {
  formatReference,
  isVariableScope,
  parseTemplate,
  type Selector,
  selectorsInText,
  type TemplatePart,
  VARIABLE_SCOPES,
  type VariableScope,
} from './selectors.ts'
export { systemVariables } from './system-variables.ts'
export { validate } from './validate/validate.ts'
export { type VariableGroup, variablesInScope } from './validate/variables.ts'
export { type FileValue, type OutputField, VALUE_TYPES, type Value, type ValueType } from './values.ts'
