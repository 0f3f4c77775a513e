/** A value that survives JSON, `structuredClone` and every store. @public */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject

/** A plain JSON object. @public */
export interface JsonObject {
  readonly [key: string]: JsonValue
}
