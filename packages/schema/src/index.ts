export {
  APP_MODES,
  APP_SCHEMA_VERSION,
  type App,
  type AppEdge,
  type AppFeatures,
  type AppGraph,
  type AppMode,
  type AppNode,
  type ConversationVariable,
  type DefaultValue,
  type EnvironmentVariable,
  type ErrorStrategy,
  type Point,
  type RetryPolicy,
} from './app.ts'
export {
  type CheckContext,
  defineNode,
  type Environment,
  type NodeDefinition,
  type NodeHandle,
  type NodeProblem,
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
export { ISSUE_CODES, type Issue, type IssueCode } from './issues.ts'
export type { JsonObject, JsonValue } from './json.ts'
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
export { type FileValue, type OutputField, VALUE_TYPES, type Value, type ValueType } from './values.ts'
