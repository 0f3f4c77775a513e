import { SkepError, type Value, type VisionConfig } from '@skep/schema'
import type { ModelContent } from '../ports/models.ts'
import type { EnginePorts } from '../ports/ports.ts'
import { requirePort } from '../ports/require-port.ts'
import { isFileValue } from '../variables/files.ts'

const MAX_IMAGE_BYTES = 20 * 1024 * 1024

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  // In pieces: the arguments of one call are limited.
  for (let at = 0; at < bytes.length; at += 8192) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192))
  }
  return btoa(binary)
}

/** The pictures of a variable for a model that sees: by URL, or with their bytes when they are stored here. @internal */
export async function imageContents(
  value: Value | undefined,
  vision: VisionConfig,
  ports: EnginePorts,
): Promise<readonly ModelContent[]> {
  const items: readonly Value[] = Array.isArray(value) ? value : value === undefined ? [] : [value]
  const contents: ModelContent[] = []
  for (const file of items) {
    if (!isFileValue(file) || file.type !== 'image') continue
    if (file.sizeBytes > MAX_IMAGE_BYTES) {
      throw new SkepError(
        'DOCUMENT_TOO_LARGE',
        `The picture "${file.name}" is larger than 20 MB. Use a smaller one.`,
      )
    }
    const url =
      file.transferMethod === 'remote_url' && file.url
        ? file.url
        : `data:${file.mimeType};base64,${toBase64(await requirePort(ports, 'files').read(file.id))}`
    contents.push({ type: 'image', url, ...(vision.detail ? { detail: vision.detail } : {}) })
  }
  return contents
}
