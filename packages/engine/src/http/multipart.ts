/** A part of a multipart form. @internal */
export type FormPart =
  | { readonly name: string; readonly value: string }
  | {
      readonly name: string
      readonly fileName: string
      readonly mimeType: string
      readonly bytes: Uint8Array
    }

const encoder = new TextEncoder()

/** As browsers write names in a form: quotes and line breaks cannot end the header. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')}"`
}

/** @internal */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0))
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.byteLength
  }
  return joined
}

/** The body of a multipart form (RFC 7578). `boundary` must occur in no part. @internal */
export function writeMultipart(parts: readonly FormPart[], boundary: string): Uint8Array {
  const pieces: Uint8Array[] = []
  for (const part of parts) {
    const isFile = 'bytes' in part
    const file = isFile ? `; filename=${quoted(part.fileName)}` : ''
    const type = isFile ? `\r\nContent-Type: ${part.mimeType}` : ''
    pieces.push(
      encoder.encode(
        `--${boundary}\r\nContent-Disposition: form-data; name=${quoted(part.name)}${file}${type}\r\n\r\n`,
      ),
      isFile ? part.bytes : encoder.encode(part.value),
      encoder.encode('\r\n'),
    )
  }
  pieces.push(encoder.encode(`--${boundary}--\r\n`))
  return joinBytes(pieces)
}
