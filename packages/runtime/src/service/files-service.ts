import type { FilesApi } from '@skep/client'
import type { FileStore } from '@skep/engine'
import { type FileValue, fileKindOf, SkepError } from '@skep/schema'

/** Files that people give to a run. @internal */
export function createFilesService(files: FileStore): FilesApi {
  return {
    async upload({ name, mimeType, bytes }) {
      const blob = bytes instanceof Blob ? bytes : new Blob([bytes as BlobPart]) // ArrayBuffer or Uint8Array over one
      const type = mimeType || blob.type || 'application/octet-stream'
      const extension = /\.[^.\\/]+$/.exec(name)?.[0].toLowerCase() ?? ''
      const file: FileValue = {
        kind: 'file',
        id: crypto.randomUUID(),
        name,
        sizeBytes: blob.size,
        mimeType: type,
        extension,
        type: fileKindOf(type),
        transferMethod: 'local_file',
      }
      await files.put(file, new Uint8Array(await blob.arrayBuffer()))
      return file
    },
    async read(fileId) {
      const file = await files.get(fileId)
      if (!file) throw new SkepError('FILE_NOT_FOUND', 'This file does not exist any more.', { fileId })
      return new Blob([(await files.read(fileId)) as BlobPart], { type: file.mimeType }) // bytes from a store are never shared
    },
    remove: (fileId) => files.remove(fileId),
  }
}
