import type { FileStore } from '@skep/engine'
import type { FileValue } from '@skep/schema'
import { fileMissing } from '../missing.ts'

/** Bytes of files in memory, with their sum. */
export function createMemoryFileStore(): FileStore & { usedBytes(): number } {
  const files = new Map<string, { readonly file: FileValue; readonly bytes: Uint8Array }>()
  return {
    async put(file, bytes) {
      files.set(file.id, { file: structuredClone(file), bytes: bytes.slice() })
    },
    get: async (fileId) => structuredClone(files.get(fileId)?.file ?? null),
    async read(fileId) {
      const stored = files.get(fileId)
      if (!stored) throw fileMissing(fileId)
      return stored.bytes.slice()
    },
    async remove(fileId) {
      files.delete(fileId)
    },
    usedBytes: () => [...files.values()].reduce((sum, stored) => sum + stored.bytes.byteLength, 0),
  }
}
