import type { SkepClient } from '@skep/client'
import { type Atom, atom, type PrimitiveAtom, type Store } from '@skep/react/jotai'
import {
  type ErrorData,
  type FileFacts,
  type FileProblem,
  type FileUploadFeature,
  type FileValue,
  fileKindOf,
  findFileProblem,
  toErrorData,
} from '@skep/schema'
import { appAtom } from './atoms.ts'

/** A file that goes with the next message. @internal */
export interface Attachment {
  readonly id: string
  readonly name: string
  readonly sizeBytes: number
  /** Absent while it is on its way into the store. */
  readonly file?: FileValue
}

/** Why a file was not taken: by the app's limits, or because it could not be stored. @internal */
export type AttachmentProblem =
  | { readonly type: 'limit'; readonly problem: FileProblem }
  | { readonly type: 'failed'; readonly name: string; readonly error: ErrorData }

/** @internal */
export const attachmentsAtom: PrimitiveAtom<readonly Attachment[]> = atom<readonly Attachment[]>([])

/** @internal */
export const attachmentProblemsAtom: PrimitiveAtom<readonly AttachmentProblem[]> = atom<
  readonly AttachmentProblem[]
>([])

/** The limits of the app, where it takes files from the visitor's device. @internal */
export const fileUploadAtom: Atom<FileUploadFeature | null> = atom((get) => {
  const feature = get(appAtom)?.features.fileUpload
  return feature?.enabled && feature.methods.includes('local_file') ? feature : null
})

/** @internal */
export const isAttachingAtom: Atom<boolean> = atom((get) => get(attachmentsAtom).some(({ file }) => !file))

function factsOf(file: File): FileFacts {
  return {
    name: file.name,
    sizeBytes: file.size,
    type: fileKindOf(file.type),
    extension: /\.[^.\\/]+$/.exec(file.name)?.[0] ?? '',
    transferMethod: 'local_file',
  }
}

/** What the file dialog offers; nothing where documents are taken, which no short list names. @internal */
export function acceptOf({ types, extensions }: FileUploadFeature): string | undefined {
  if (types.includes('document')) return undefined
  return types
    .flatMap((type) =>
      type === 'custom' ? extensions.map((each) => `.${each.trim().replace(/^\./, '')}`) : [`${type}/*`],
    )
    .join()
}

/** Takes files for the next message and gives them up again. @internal */
export interface Attachments {
  add(files: readonly File[]): void
  remove(id: string): void
  /** Hands out what there is for a message, and begins anew. */
  take(): readonly FileValue[]
  clear(): void
}

/** @internal */
export function createAttachments(client: SkepClient, store: Store): Attachments {
  let lastId = 0

  async function upload(id: string, file: File): Promise<void> {
    const has = (): boolean => store.get(attachmentsAtom).some((each) => each.id === id)
    try {
      const stored = await client.files.upload({ name: file.name, mimeType: file.type, bytes: file })
      if (has()) {
        store.set(attachmentsAtom, (all) =>
          all.map((each) => (each.id === id ? { ...each, file: stored } : each)),
        )
      } else void client.files.remove(stored.id).catch(() => undefined) // taken away while it came in
    } catch (caught) {
      if (!has()) return
      store.set(attachmentsAtom, (all) => all.filter((each) => each.id !== id))
      const failed = { type: 'failed', name: file.name, error: toErrorData(caught) } as const
      store.set(attachmentProblemsAtom, (all) => [...all, failed])
    }
  }

  const clear = (): void => {
    store.set(attachmentsAtom, [])
    store.set(attachmentProblemsAtom, [])
  }

  return {
    add(files) {
      const feature = store.get(fileUploadAtom)
      if (!feature) return
      const problems: AttachmentProblem[] = []
      for (const file of files) {
        const isFull = store.get(attachmentsAtom).length >= feature.maxFiles
        const problem: FileProblem | undefined = isFull
          ? { reason: 'count', limit: feature.maxFiles }
          : findFileProblem(feature, factsOf(file))
        if (problem) {
          problems.push({ type: 'limit', problem })
          if (isFull) break
          continue
        }
        lastId += 1
        const id = `attachment-${lastId}`
        store.set(attachmentsAtom, (all) => [...all, { id, name: file.name, sizeBytes: file.size }])
        void upload(id, file)
      }
      store.set(attachmentProblemsAtom, problems)
    },
    remove(id) {
      const found = store.get(attachmentsAtom).find((each) => each.id === id)
      store.set(attachmentsAtom, (all) => all.filter((each) => each.id !== id))
      store.set(attachmentProblemsAtom, [])
      if (found?.file) void client.files.remove(found.file.id).catch(() => undefined) // it only takes room
    },
    take() {
      const files = store.get(attachmentsAtom).flatMap(({ file }) => file ?? [])
      clear()
      return files
    },
    clear,
  }
}
