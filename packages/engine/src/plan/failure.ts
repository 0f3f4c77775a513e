import type { ErrorCode, JsonObject, Result } from '@skep/schema'

/** @internal */
export function planFailure(code: ErrorCode, message: string, data: JsonObject = {}): Result<never> {
  return { ok: false, error: { code, message, data } }
}
