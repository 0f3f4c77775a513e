import type { GuestEnding, GuestOutcome } from './protocol.ts'
import { bytesOf, NoRoomError } from './python-api.ts'
import { ExitError, RefusedError } from './python-gate.ts'
import type { Interpreter } from './python-interpreter.ts'
import { NotJsonError, toJson } from './python-json.ts'
import { createValueReader, type ValueReader } from './python-values.ts'
import type { CheckRequest, GuestRequest, WorkerGuest } from './worker-host.ts'

const MIB = 1_048_576
/** WebAssembly memory never shrinks, so a worker that grew beyond this is not kept. */
const KEEP_BYTES = 48 * MIB
const MAX_LOG_LINES = 500
/** In place of inputs; see the bootstrap. */
const ONLY_COMPILE = ''
const MAX_LINE_CHARS = 2_000

const decoder = new TextDecoder()

/** Runs Python: every run begins with the same image of a fresh interpreter. */
export function createPythonGuest(interpreter: Interpreter): WorkerGuest {
  const { python, gate, image } = interpreter

  async function work(request: GuestRequest | CheckRequest): Promise<GuestOutcome> {
    const max = image.memory.length + request.memoryBytes
    gate.begin(max)
    const isFull = (): boolean => bytesOf(python).length >= max * 0.75
    let ending: GuestEnding
    let isSpent = false
    try {
      ending = execute(interpreter, request, isFull)
    } catch (error) {
      isSpent = true // thrown through the interpreter's own frames, which have cleaned up nothing
      ending = toEnding(error, isFull)
    }
    const hasGrown = bytesOf(python).length > image.memory.length + KEEP_BYTES
    return {
      ...ending,
      logs: toLogs(gate.printed),
      ...(isSpent || hasGrown || ending.kind === 'memory' ? { isSpent: true } : {}),
    }
  }

  return { run: work, check: work, rest: () => interpreter.restore() }
}

function execute(
  { python, call }: Interpreter,
  request: GuestRequest | CheckRequest,
  isFull: () => boolean,
): GuestEnding {
  const values = createValueReader(python)
  const isCheck = request.type === 'check'
  const answer = call(request.code, isCheck ? ONLY_COMPILE : request.inputs)
  // The function that runs code catches everything: it fails itself for want of room, or where code has broken what
  // it stands on.
  if (answer === 0 || values.kindOf(answer) !== 'tuple') {
    return isFull() ? { kind: 'memory' } : { kind: 'crash', reason: 'engine' }
  }
  const [kind = 0, ...details] = values.tupleItems(answer)
  switch (toText(values, kind)) {
    case 'result':
      return isCheck
        ? { kind: 'result', json: 'true' }
        : toResult(values, details[0] ?? 0, request.outputBytes)
    case 'error':
      return toError(values, details)
    case 'no-main':
      return { kind: 'output', reason: 'no-main' }
    default:
      return { kind: 'memory' }
  }
}

function toResult(values: ValueReader, value: number, maxChars: number): GuestEnding {
  try {
    return { kind: 'result', json: toJson(values, value, maxChars) }
  } catch (error) {
    if (!(error instanceof NotJsonError)) throw error
    const { reason, detail } = error
    return { kind: 'output', reason, ...(detail === '' ? {} : { detail }) }
  }
}

function toError(values: ValueReader, [name = 0, message = 0, at = 0]: readonly number[]): GuestEnding {
  const line = at !== 0 && values.kindOf(at) === 'int' ? Number(values.digits(at)) : null
  return {
    kind: 'error',
    name: toText(values, name),
    message: toText(values, message),
    ...(line === null ? {} : { line }),
  }
}

/** Whatever code has made of it, it is a text or nothing. */
function toText(values: ValueReader, object: number): string {
  return object !== 0 && values.kindOf(object) === 'str' ? values.text(object) : ''
}

function toEnding(error: unknown, isFull: () => boolean): GuestEnding {
  if (error instanceof RefusedError) return { kind: 'crash', reason: 'refused' }
  if (error instanceof ExitError) {
    return { kind: 'error', name: '', message: 'It ended the interpreter. Return from main instead.' }
  }
  if (error instanceof NoRoomError) return { kind: 'memory' }
  if (error instanceof RangeError) return { kind: 'crash', reason: 'stack' }
  return isFull() ? { kind: 'memory' } : { kind: 'crash', reason: 'engine' }
}

/** What was printed, as JSON text of a list of lines. */
function toLogs(printed: Uint8Array): string {
  const text = decoder.decode(printed)
  if (text === '') return '[]'
  const lines = text.replace(/\n$/, '').split('\n').slice(0, MAX_LOG_LINES)
  return JSON.stringify(
    lines.map((line) => (line.length > MAX_LINE_CHARS ? `${line.slice(0, MAX_LINE_CHARS)}…` : line)),
  )
}
