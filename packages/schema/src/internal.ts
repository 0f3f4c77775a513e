// Shared between Skep's own packages; may change in any release.
export { isJsonObject, isJsonValue, isPlainObject } from './json.ts'
export { checkJson, type JsonLimits } from './json-limits.ts'
