import type { FileValue } from '@skep/schema'

/** @public */
export interface FilesApi {
  /** Stores a file to be given to a run. @throws `STORAGE_QUOTA` */
  upload(file: {
    readonly name: string
    readonly mimeType?: string
    readonly bytes: Blob | ArrayBuffer | Uint8Array
  }): Promise<FileValue>
  read(fileId: string): Promise<Blob>
  remove(fileId: string): Promise<void>
}
