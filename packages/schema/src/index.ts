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
export { createApp, createNode } from './create-app.ts'
export {
  type CheckContext,
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
export { type AnswerConfig, answerNode } from './nodes/answer.ts'
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
  LOGICAL_OPERATORS,
  type LogicalOperator,
  OPERATORS_WITHOUT_VALUE,
  operatorsFor,
  type SubCondition,
  type SubConditions,
} from './nodes/conditions.ts'
export { type EndConfig, type EndOutput, endNode } from './nodes/end.ts'
export { FILE_FIELDS, isVariableName, VARIABLE_NAME, type VariableBinding } from './nodes/fields.ts'
export { type IfElseCase, type IfElseConfig, ifElseNode } from './nodes/if-else.ts'
export {
  type KnowledgeRetrievalConfig,
  knowledgeRetrievalNode,
  type MetadataCondition,
  type MetadataFiltering,
  type MultipleRetrieval,
  type RetrievalWeights,
} from './nodes/knowledge-retrieval.ts'
export { type LlmConfig, llmNode, type PromptMessage, promptMessageText } from './nodes/llm.ts'
export type { MemoryConfig, ModelChoice, VisionConfig } from './nodes/model-fields.ts'
export {
  START_VARIABLE_TYPES,
  type StartConfig,
  type StartVariable,
  type StartVariableType,
  startNode,
} from './nodes/start.ts'
export { type TemplateTransformConfig, templateTransformNode } from './nodes/template-transform.ts'
export {
  type AggregatorGroup,
  type VariableAggregatorConfig,
  variableAggregatorNode,
} from './nodes/variable-aggregator.ts'
export { parseApp } from './parse-app.ts'
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
