import { type FileValue, SkepError } from '@skep/schema'
import type { EnginePorts } from '../ports/ports.ts'
import { requirePort } from '../ports/require-port.ts'
import type { ToolPart } from '../ports/tools.ts'

function typeOf(mimeType: string): FileValue['type'] {
  const [head] = mimeType.split('/')
  return head === 'image' || head === 'audio' || head === 'video' ? head : 'document'
}

/** Puts bytes of a tool into the file store. @throws `PORT_MISSING`, `STORAGE_QUOTA` @internal */
export async function keepFile(
  { name, mimeType, bytes }: Extract<ToolPart, { readonly type: 'bytes' }>,
  ports: EnginePorts,
): Promise<FileValue> {
  const dot = name.lastIndexOf('.')
  const file: FileValue = {
    kind: 'file',
    id: ports.random.id(),
    name,
    sizeBytes: bytes.byteLength,
    mimeType,
    extension: dot > 0 ? name.slice(dot).toLowerCase() : '',
    type: typeOf(mimeType),
    transferMethod: 'local_file',
  }
  const files = requirePort(ports, 'files')
  if (!files.put) {
    throw new SkepError('PORT_MISSING', 'The tool made a file, and files cannot be kept here.', {
      port: 'files',
    })
  }
  await files.put(file, bytes)
  return file
}
