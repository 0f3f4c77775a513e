import { type ErrorCode, hasErrorCode, SkepError } from '@skep/schema'

const KNOWN: readonly (readonly [RegExp, ErrorCode, string])[] = [
  [
    /WebGPUNot(Available|Found)Error|Unable to find a compatible GPU|no compatible GPU/i,
    'MODEL_CAPABILITY',
    'This browser offers no graphics card to web pages (WebGPU). Use another browser or choose another model.',
  ],
  [
    /ShaderF16SupportError|FeatureSupportError|shader-f16/,
    'MODEL_CAPABILITY',
    'The graphics card of this device lacks a feature that the model needs. Choose a model with 32-bit weights (q4f32).',
  ],
  [
    /ContextWindowSizeExceeded|Prompt tokens exceed/i,
    'MODEL_BAD_REQUEST',
    'The conversation is longer than the model can read. Shorten it or choose a model with a longer context.',
  ],
  [
    /QuotaExceeded/,
    'STORAGE_QUOTA',
    'The browser has no room left for the model. Delete other models or free space on the disk.',
  ],
  [
    /DeviceLost|out of memory/i,
    'MODEL_SERVER',
    'The graphics card ran out of memory. Close other tabs or choose a smaller model.',
  ],
]

/** What the library throws, which arrives from its worker as text. @internal */
export function toModelError(cause: unknown, model: string, isLoading: boolean): SkepError {
  if (hasErrorCode(cause)) return cause
  const known = KNOWN.find(([pattern]) => pattern.test(String(cause)))
  if (known) return new SkepError(known[1], known[2], { model }, { cause })
  return isLoading
    ? new SkepError(
        'MODEL_LOAD_FAILED',
        `The model "${model}" could not be loaded. Check that its files are at the addresses in "url" and "libUrl" and that their server allows this page (CORS).`,
        { model },
        { cause },
      )
    : new SkepError(
        'MODEL_SERVER',
        `The model "${model}" failed on this device. Close other tabs to free memory, then try again.`,
        { model },
        { cause },
      )
}

/** @internal */
export function abortedError(): SkepError {
  return new SkepError('CALL_ABORTED', 'The call was stopped.')
}

/** What failed after the first words. @internal */
export function brokenOffError(model: string, cause: unknown): SkepError {
  const message = 'The model on the graphics card broke off in the middle of its answer. Try again.'
  return new SkepError('MODEL_STREAM_INTERRUPTED', message, { model }, { cause })
}
