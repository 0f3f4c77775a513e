import { SkepError } from '@skep/schema'

/** @internal */
export function tooLarge(maxBytes: number): SkepError {
  return new SkepError(
    'HTTP_TOO_LARGE',
    `The server sent more than ${Math.round(maxBytes / 1024 / 1024)} MiB. Ask it for less.`,
    { maxBytes, errorType: 'ResponseSizeError' },
  )
}

/**
 * The whole body of a response, as long as it is at most `maxBytes`: counted while it comes, and left as soon as it is
 * too long.
 * @throws `HTTP_TOO_LARGE`
 * @internal
 */
export async function readLimited(
  response: Response,
  maxBytes: number,
  onPiece: () => void = () => undefined,
): Promise<Uint8Array> {
  // Sent compressed, it may be longer than this says, never shorter without a lie.
  if (Number(response.headers.get('content-length')) > maxBytes) {
    await response.body?.cancel()
    throw tooLarge(maxBytes)
  }
  const reader = response.body?.getReader()
  if (!reader) return new Uint8Array()
  const pieces: Uint8Array[] = []
  let size = 0
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    onPiece()
    size += step.value.byteLength
    if (size > maxBytes) {
      await reader.cancel()
      throw tooLarge(maxBytes)
    }
    pieces.push(step.value)
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.byteLength
  }
  return whole
}
