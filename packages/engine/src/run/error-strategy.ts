import {
  type DefaultValue,
  type ErrorData,
  type JsonObject,
  type JsonValue,
  type Result,
  SkepError,
  toErrorData,
} from '@skep/schema'
import type { PlannedNode } from '../plan/plan.ts'
import { isOfType } from '../variables/is-of-type.ts'

/** How a run goes on after a failure. @internal */
export interface Recovery {
  readonly outputs: JsonObject
  readonly handle: string | undefined
}

/**
 * What the node's error strategy makes of a failure; null when it has none. The strategy itself may be wrong, as when
 * a default value is not of its type: then that is the error.
 * @internal
 */
export function recover(planned: PlannedNode, error: ErrorData): Result<Recovery | null> {
  try {
    return { ok: true, value: applyStrategy(planned, error) }
  } catch (cause) {
    return { ok: false, error: toErrorData(cause) }
  }
}

function applyStrategy(planned: PlannedNode, error: ErrorData): Recovery | null {
  const { errorStrategy } = planned.node
  if (!errorStrategy || errorStrategy.type === 'none') return null
  const about = { error_message: error.message, error_type: errorTypeOf(error) }
  if (errorStrategy.type === 'fail-branch') return { outputs: about, handle: 'fail-branch' }
  return {
    outputs: {
      ...Object.fromEntries(errorStrategy.values.map((each) => [each.key, readDefault(each)])),
      ...about,
    },
    handle: planned.isBranch ? 'source' : undefined,
  }
}

/** A default as its type says: texts for other types hold a number or JSON. */
function readDefault({ key, type, value }: DefaultValue): JsonValue {
  const wrong = (cause?: unknown): SkepError =>
    new SkepError(
      'NODE_CONFIG_INVALID',
      `The default value of "${key}" is not of type ${type}. Correct it in the node's error handling.`,
      { path: ['errorStrategy', 'values', key] },
      { cause },
    )
  let read = value
  try {
    if (typeof value === 'string' && !TEXTS.includes(type)) {
      read = type === 'number' ? readNumber(value) : JSON.parse(value)
    }
  } catch (cause) {
    throw wrong(cause)
  }
  if (read === null || isOfType(type, read)) return read
  throw wrong()
}

const TEXTS: readonly DefaultValue['type'][] = ['string', 'secret', 'any']

function readNumber(text: string): number {
  const number = Number(text)
  if (text.trim() === '' || !Number.isFinite(number)) throw new Error('not a number')
  return number
}

// Names that imported apps compare `error_type` with; Dify uses the name of its error class.
const ERROR_TYPES: Readonly<Partial<Record<ErrorData['code'], string>>> = {
  CODE_FAILED: 'CodeExecutionError',
  CODE_TIMEOUT: 'CodeExecutionError',
  CODE_MEMORY: 'CodeExecutionError',
  CODE_LANGUAGE_UNAVAILABLE: 'CodeExecutionError',
  CODE_OUTPUT_INVALID: 'OutputValidationError',
  VARIABLE_NOT_FOUND: 'VariableNotFoundError',
  VARIABLE_TYPE: 'InvalidVariableTypeError',
  PROMPT_EMPTY: 'NoPromptFoundError',
  MODEL_NOT_FOUND: 'ModelNotExistError',
  MODEL_PROVIDER_NOT_FOUND: 'ModelNotExistError',
  RUN_LIMIT_DEPTH: 'DepthLimitError',
}

/** The `error_type` of a failure: what the executor said in `data.errorType`, else Dify's name, else our code. */
function errorTypeOf({ code, data }: ErrorData): string {
  return typeof data.errorType === 'string' ? data.errorType : (ERROR_TYPES[code] ?? code)
}
