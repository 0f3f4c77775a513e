import type { FileStore } from '@skep/engine'
import { fileMissing } from '../missing.ts'
import { toBuffer } from './buffers.ts'
import type { Database } from './database.ts'

/** Files in IndexedDB: what is known of them and their bytes in different tables, so that a list reads no bytes. */
export function createDexieFileStore(database: Database): FileStore & { usedBytes(): Promise<number> } {
  return {
    async put(file, bytes) {
      const row = { id: file.id, bytes: toBuffer(bytes) }
      const known = structuredClone(file)
      await database.write(['files', 'fileBytes'], async ({ files, fileBytes }) => {
        await fileBytes.put(row)
        await files.put(known)
      })
    },
    async get(fileId) {
      return (await database.read(['files'], ({ files }) => files.get(fileId))) ?? null
    },
    async read(fileId) {
      const row = await database.read(['fileBytes'], ({ fileBytes }) => fileBytes.get(fileId))
      if (!row) throw fileMissing(fileId)
      return new Uint8Array(row.bytes)
    },
    async remove(fileId) {
      await database.write(['files', 'fileBytes'], async ({ files, fileBytes }) => {
        await fileBytes.delete(fileId)
        await files.delete(fileId)
      })
    },
    async usedBytes() {
      const all = await database.read(['files'], ({ files }) => files.toArray())
      return all.reduce((sum, file) => sum + file.sizeBytes, 0)
    },
  }
}
